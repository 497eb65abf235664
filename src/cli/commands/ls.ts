// pawl ls: the runs on the queue, newest first.
import { listRuns } from "../../client/list-runs.ts";
import type { RunSummary } from "../../client/describe-run.ts";
import { type Command, type Invocation, JSON_OPTION, SERVER_OPTIONS } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import type { Colors } from "../io.ts";
import { countOption, flagOption } from "../read-options.ts";
import { duration, timestamp } from "../render/quantities.ts";
import { statusWord } from "../render/status.ts";
import { withSession } from "../session.ts";
import { visibleLine } from "../visible-text.ts";

const LIMIT_DEFAULT = 20;
const LIMIT_MAX = 1_000;

export const ls: Command = {
  name: "ls",
  summary: "list runs",
  description: "Lists runs, newest first.",
  arguments: [],
  options: [
    { flags: "-n, --limit <count>", description: `at most so many (default: ${LIMIT_DEFAULT})` },
    { flags: "--open", description: "only runs that have not ended" },
    JSON_OPTION,
    ...SERVER_OPTIONS,
  ],
  examples: ["pawl ls", "pawl ls --open --json"],
  run: runLs,
};

async function runLs(invocation: Invocation): Promise<number> {
  const limit =
    countOption(invocation, "limit", { flag: "--limit", min: 1, max: LIMIT_MAX }) ?? LIMIT_DEFAULT;
  return withSession(invocation, async (session) => {
    const { io } = invocation;
    const runs = await listRuns(session, { limit, open: flagOption(invocation, "open") });
    if (invocation.json) io.out(JSON.stringify({ runs }, null, 2));
    else if (runs.length === 0) io.err(`No runs on queue ${session.taskQueue}. Start one: pawl run FILE`);
    else for (const line of runTable(runs, Date.now(), io.colors)) io.out(line);
    return EXIT.completed;
  });
}

export function runTable(runs: readonly RunSummary[], now: number, colors: Colors): string[] {
  const idWidth = Math.max(...runs.map((run) => visibleLine(run.workflowId).length));
  const statusWidth = "completed".length;
  return runs.map((run) => {
    const status = statusWord(run.status, colors) + " ".repeat(Math.max(0, statusWidth - run.status.length));
    const took = duration((run.endedAt ?? now) - run.startedAt).padStart(7);
    return `${visibleLine(run.workflowId).padEnd(idWidth)}  ${status}  ${timestamp(run.startedAt)}  ${took}  ${visibleLine(run.name, 60)}`.trimEnd();
  });
}
