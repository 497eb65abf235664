// pawl logs: a run's log lines, or what one agent did, turn by turn.
import { readTranscript, transcriptPath, type TranscriptEntry } from "../../agent/transcript.ts";
import { ClientError } from "../../client/client-error.ts";
import type { Session } from "../../client/connect.ts";
import { findRun } from "../../client/find-run.ts";
import type { RunDescription } from "../../client/describe-run.ts";
import { queryRun } from "../../client/query-run.ts";
import type { Config } from "../../config.ts";
import type { LogView } from "../../protocol/run-views.ts";
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
      : showTranscript(run, { call, config, invocation });
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

async function showTranscript(run: RunDescription, { call, config, invocation }: Wanted): Promise<number> {
  const { io, json } = invocation;
  const file = transcriptPath({ home: config.home, workflowId: run.workflowId, runId: run.runId, call });
  const entries: readonly TranscriptEntry[] = await readTranscript(file);
  if (entries.length === 0) {
    throw new CommandFailure(
      `Expected the transcript of agent ${call} in ${file}; there is none.`,
      "The agent has not begun, or its worker keeps transcripts elsewhere: set PAWL_HOME as that worker has it.",
    );
  }
  if (json) io.out(JSON.stringify({ file, entries }, null, 2));
  else for (const entry of entries) for (const line of transcriptLines(entry, io.colors)) io.out(line);
  return EXIT.completed;
}
