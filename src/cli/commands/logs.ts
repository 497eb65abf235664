// pawl logs: a run's log lines, or what one agent did, turn by turn.
import path from "node:path";
import { readTranscript, transcriptPath, type TranscriptEntry } from "../../agent/transcript.ts";
import { ClientError } from "../../client/client-error.ts";
import type { Session } from "../../client/connect.ts";
import { findRun } from "../../client/find-run.ts";
import type { RunDescription } from "../../client/describe-run.ts";
import { queryRun } from "../../client/query-run.ts";
import { HOME_FOLDER, type Config } from "../../config.ts";
import type { LogView, StatusView } from "../../protocol/run-views.ts";
import { type Command, type Invocation, JSON_OPTION, SERVER_OPTIONS } from "../command.ts";
import { CommandFailure } from "../command-failure.ts";
import { EXIT } from "../exit-codes.ts";
import { requiredArgument, textArgument } from "../read-options.ts";
import { logLine } from "../render/log.ts";
import { plural } from "../render/quantities.ts";
import { transcriptLines } from "../render/transcript.ts";
import { withSession } from "../session.ts";
import { UsageError } from "../usage-error.ts";

export const logs: Command = {
  name: "logs",
  summary: "show a run's log, or the transcript of one agent",
  arguments: [
    { syntax: "<run>", description: "a run's id, or the beginning of one" },
    { syntax: "[call]", description: "number of an agent: its transcript, from PAWL_HOME" },
  ],
  options: [JSON_OPTION, ...SERVER_OPTIONS],
  examples: ["pawl logs hello-3f9a1c", "pawl logs hello-3f9a1c 2"],
  run: runLogs,
};

async function runLogs(invocation: Invocation): Promise<number> {
  const call = callOf(textArgument(invocation, 1));
  return withSession(invocation, async (session, config) => {
    const run = await findRun(session, requiredArgument(invocation, 0, "run"));
    return call === null
      ? showLog(session, run, invocation)
      : showTranscript(session, run, { call, config, invocation });
  });
}

function callOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const call = /^#?(\d{1,6})$/u.exec(text)?.[1];
  if (call !== undefined) return Number(call);
  throw new UsageError(
    `call: expected the number of an agent, got ${JSON.stringify(text)}.`,
    "`pawl show RUN` has them, as #7.",
  );
}

async function showLog(session: Session, run: RunDescription, { io, json }: Invocation): Promise<number> {
  const reply = await queryRun<LogView>(session, run, { name: "log" });
  if (reply.kind === "nobody") {
    throw new ClientError(
      "no-worker",
      `Expected a worker on queue ${session.taskQueue} to tell the log of ${run.workflowId}; no worker is up.`,
      "Start one with `pawl worker`; transcripts of agents (pawl logs RUN CALL) need none.",
    );
  }
  const { dropped, lines } = reply.value;
  if (json) io.out(JSON.stringify(reply.value, null, 2));
  else {
    if (dropped > 0) io.out(io.colors.dim(`(${plural(dropped, "earlier line")} not kept)`));
    for (const line of lines) io.out(logLine(line));
  }
  return EXIT.completed;
}

type Wanted = { readonly call: number; readonly config: Config; readonly invocation: Invocation };

async function showTranscript(
  session: Session,
  run: RunDescription,
  { call, config, invocation }: Wanted,
): Promise<number> {
  const { io, json } = invocation;
  const found = await findTranscript(await homes(session, run, config), run, call);
  if (json) io.out(JSON.stringify(found, null, 2));
  else for (const entry of found.entries) for (const line of transcriptLines(entry, io.colors)) io.out(line);
  return EXIT.completed;
}

/** Ours, and the one a worker makes in the run's workspace unless it is told otherwise. */
async function homes(session: Session, run: RunDescription, config: Config): Promise<readonly string[]> {
  const reply = await queryRun<StatusView>(session, run, { name: "status" });
  const workspace = reply.kind === "answer" ? reply.value.workspace : null;
  return workspace === null ? [config.home] : [config.home, path.join(workspace, HOME_FOLDER)];
}

type Found = { readonly file: string; readonly entries: readonly TranscriptEntry[] };

async function findTranscript(places: readonly string[], run: RunDescription, call: number): Promise<Found> {
  for (const home of places) {
    const file = transcriptPath({ home, workflowId: run.workflowId, runId: run.runId, call });
    const entries = await readTranscript(file);
    if (entries.length > 0) return { file, entries };
  }
  throw new CommandFailure(
    `Expected the transcript of agent ${call} of ${run.workflowId} in ${places.join(" or ")}; there is none.`,
    "The agent has not begun, or its worker keeps transcripts elsewhere: set PAWL_HOME as that worker has it.",
  );
}
