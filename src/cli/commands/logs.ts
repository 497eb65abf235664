// pawl logs: a run's log lines, or what one agent did, turn by turn.
import { ClientError } from "../../client/client-error.ts";
import type { Session } from "../../client/connect.ts";
import type { RunDescription } from "../../client/describe-run.ts";
import { findRun } from "../../client/find-run.ts";
import { queryRun } from "../../client/query-run.ts";
import { watchRun } from "../../client/watch-run.ts";
import type { LogLine, LogView } from "../../protocol/run-views.ts";
import { followTranscript, showTranscript } from "../agent-logs.ts";
import { type Command, type Invocation, JSON_OPTION, SERVER_OPTIONS } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { untilInterrupted } from "../interrupts.ts";
import { flagOption, requiredArgument, textArgument } from "../read-options.ts";
import { logText } from "../render/log.ts";
import { plural } from "../render/quantities.ts";
import { withSession } from "../session.ts";
import { UsageError } from "../usage-error.ts";

export const logs: Command = {
  name: "logs",
  summary: "show a run's log, or the transcript of one agent",
  description:
    "Shows a run's log, or the transcript of one agent: its turns, its tool calls, what they cost, and where an attempt\nwent on after another was cut off. The transcript is read from PAWL_HOME; no worker has to be up.\nWith --json an array; with --follow and --json one entry a line.",
  arguments: [
    { syntax: "<run>", description: "a run's id, or the beginning of one" },
    { syntax: "[call]", description: "number of an agent: its transcript" },
  ],
  options: [
    { flags: "-f, --follow", description: "go on until the run, or the agent, has come to its end" },
    JSON_OPTION,
    ...SERVER_OPTIONS,
  ],
  examples: ["pawl logs hello-3f9a1c", "pawl logs hello-3f9a1c 2", "pawl logs hello 2 --follow"],
  run: runLogs,
};

async function runLogs(invocation: Invocation): Promise<number> {
  const call = callOf(textArgument(invocation, 1));
  const follow = flagOption(invocation, "follow");
  return withSession(invocation, async (session, config) => {
    const run = await findRun(session, requiredArgument(invocation, 0, "run"));
    if (call === null)
      return follow ? followLog(session, run, invocation) : showLog(session, run, invocation);
    const wanted = { session, run, call, config, invocation };
    return follow ? followTranscript(wanted) : showTranscript(wanted);
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
    for (const line of lines.flatMap(logText)) io.out(line);
  }
  return EXIT.completed;
}

async function followLog(session: Session, run: RunDescription, { io, json }: Invocation): Promise<number> {
  const shown = (line: LogLine): string => (json ? JSON.stringify(line) : logText(line).join("\n"));
  return untilInterrupted(async (signal) => {
    for await (const event of watchRun(session, run, { signal })) {
      if (event.kind === "snapshot") for (const line of event.lines) io.out(shown(line));
    }
  });
}
