// One agent's transcript, as it lies in a PAWL_HOME on this machine: the whole, or as it grows.
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { inspectTranscript, type InspectedTranscript } from "../agent/transcript/inspect-transcript.ts";
import { followAgentTranscript } from "../agent/transcript/read-transcript.ts";
import type { TranscriptEntry } from "../agent/transcript/entry.ts";
import type { Session } from "../client/connect.ts";
import { describeRun, type RunDescription } from "../client/describe-run.ts";
import { isUnreachable } from "../client/is-unreachable.ts";
import { queryRun } from "../client/query-run.ts";
import { HOME_FOLDER, type Config } from "../config.ts";
import type { StatusView } from "../protocol/run-views.ts";
import { WATCH_EVERY_MS } from "../protocol/limits.ts";
import type { Invocation } from "./command.ts";
import { CommandFailure } from "./command-failure.ts";
import { EXIT } from "./exit-codes.ts";
import { untilInterrupted } from "./interrupts.ts";
import { makeTranscriptView } from "./render/transcript.ts";

export type WantedTranscript = {
  readonly session: Session;
  readonly run: RunDescription;
  readonly call: number;
  readonly config: Config;
  readonly invocation: Invocation;
};

export async function showTranscript(wanted: WantedTranscript): Promise<number> {
  const { io, json } = wanted.invocation;
  const found = await findTranscript(wanted);
  if (found === null) throw missing(wanted);
  if (json) io.out(JSON.stringify(found.entries, null, 2));
  else {
    const view = makeTranscriptView(io.colors);
    for (const entry of found.entries) for (const line of view(entry)) io.out(line);
  }
  return reportDamage(found, wanted.invocation);
}

/** A line that a kill cut off is normal; a changed one is not, and stops every continuation. */
function reportDamage({ folder, torn, damaged }: InspectedTranscript, { io }: Invocation): number {
  for (const file of torn) {
    io.err(
      `${path.join(folder, file)} ends in the middle of a line: cut off while it was written, left out.`,
    );
  }
  for (const line of damaged) {
    io.err(
      `${io.errorColors.red("damaged:")} ${path.join(folder, line)} is not what was written there; left out. The agent cannot be continued from it.`,
    );
  }
  return damaged.length === 0 ? EXIT.completed : EXIT.failed;
}

/** Until the agent has come to its end, the run has, or Ctrl-C. */
export async function followTranscript(wanted: WantedTranscript): Promise<number> {
  const { io, json } = wanted.invocation;
  const view = makeTranscriptView(io.colors);
  const show = (entry: TranscriptEntry): void => {
    for (const line of json ? [JSON.stringify(entry)] : view(entry)) io.out(line);
  };
  return untilInterrupted(async (interrupted) => {
    const over = new AbortController();
    const signal = AbortSignal.any([interrupted, over.signal]);
    const watching = untilRunEnds(wanted, signal).finally(() => over.abort());
    try {
      const home = await untilBegun(wanted, signal);
      const { workflowId, runId } = wanted.run;
      const place = { home, workflowId, runId, call: wanted.call };
      for await (const entry of followAgentTranscript(place, { signal })) {
        show(entry);
        if (entry.kind === "failed" && entry.final) break;
      }
    } finally {
      over.abort();
      await watching;
    }
  });
}

/** The PAWL_HOME that has it. Throws when the run ends without it. */
async function untilBegun(wanted: WantedTranscript, signal: AbortSignal): Promise<string> {
  for (;;) {
    const found = await findTranscript(wanted);
    if (found !== null) return found.home;
    if (signal.aborted) throw missing(wanted);
    await sleep(WATCH_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** A server that is away for a while is no end: the agent may be at work all the same. */
async function untilRunEnds({ session, run }: WantedTranscript, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const open = await describeRun(session, run).then(
      (now) => now.open,
      (error: unknown) => {
        if (isUnreachable(error)) return true;
        throw error;
      },
    );
    // What was written last must be looked at once more.
    await sleep(2 * WATCH_EVERY_MS, undefined, { signal }).catch(() => undefined);
    if (!open) return;
  }
}

type Found = InspectedTranscript & { readonly home: string };

/** In our PAWL_HOME, or in the one a worker makes in the run's workspace unless it is told otherwise. */
async function findTranscript({ session, run, call, config }: WantedTranscript): Promise<Found | null> {
  const own = await transcriptIn(config.home, run, call);
  if (own !== null) return own;
  const reply = await queryRun<StatusView>(session, run, { name: "status" });
  return reply.kind === "answer"
    ? transcriptIn(path.join(reply.value.workspace ?? "", HOME_FOLDER), run, call)
    : null;
}

async function transcriptIn(home: string, run: RunDescription, call: number): Promise<Found | null> {
  const { workflowId, runId } = run;
  const found = await inspectTranscript(home, { workflowId, runId, call });
  return found.entries.length + found.damaged.length === 0 ? null : { home, ...found };
}

function missing({ run, call, config }: WantedTranscript): CommandFailure {
  return new CommandFailure(
    `Expected the transcript of agent ${call} of ${run.workflowId} in ${config.home} or in ${HOME_FOLDER} of its workspace; there is none.`,
    "The agent has not begun, or its worker keeps transcripts elsewhere: set PAWL_HOME as that worker has it.",
  );
}
