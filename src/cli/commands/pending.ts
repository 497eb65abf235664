// pawl pending: open questions to people, of one run or of all, each with the commands that answer it.
import type { Session } from "../../client/connect.ts";
import { findRun } from "../../client/find-run.ts";
import { listRuns } from "../../client/list-runs.ts";
import { queryRun } from "../../client/query-run.ts";
import type { GateView } from "../../protocol/run-views.ts";
import { type Command, type Invocation, JSON_OPTION, SERVER_OPTIONS } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { textArgument } from "../read-options.ts";
import { gateLines, gateSignal } from "../render/gates.ts";
import { plural } from "../render/quantities.ts";
import { withSession } from "../session.ts";
import { visibleLine } from "../visible-text.ts";

/** More open runs than a person looks through; each costs a query. */
const RUNS_ASKED = 100;

export const pending: Command = {
  name: "pending",
  summary: "list open questions to people",
  arguments: [
    { syntax: "[run]", description: "a run's id, or the beginning of one (default: all open runs)" },
  ],
  options: [JSON_OPTION, ...SERVER_OPTIONS],
  examples: ["pawl pending", "pawl pending migrate-3f9a1c --json"],
  run: runPending,
};

type Asked = {
  readonly workflowId: string;
  readonly name: string;
  readonly gates: readonly GateView[] | null;
};

async function runPending(invocation: Invocation): Promise<number> {
  return withSession(invocation, async (session) => {
    const wanted = textArgument(invocation, 0);
    const runs =
      wanted === undefined
        ? await listRuns(session, { open: true, limit: RUNS_ASKED })
        : [await findRun(session, wanted)];
    const asked = await Promise.all(runs.map((run) => askGates(session, run)));
    if (invocation.json) invocation.io.out(JSON.stringify({ runs: asked }, null, 2));
    else print(asked, invocation);
    return asked.some(({ gates }) => gates === null) ? EXIT.nobody : EXIT.completed;
  });
}

async function askGates(
  session: Session,
  run: { workflowId: string; runId: string; name: string },
): Promise<Asked> {
  const reply = await queryRun<GateView[]>(session, run, { name: "pending" });
  return {
    workflowId: run.workflowId,
    name: run.name,
    gates: reply.kind === "answer" ? reply.value : null,
  };
}

function print(asked: readonly Asked[], { io }: Invocation): void {
  const now = Date.now();
  for (const { workflowId, name, gates } of asked.filter(
    (run) => run.gates === null || run.gates.length > 0,
  )) {
    io.out(`${io.colors.bold(visibleLine(name) || workflowId)} ${io.colors.dim(workflowId)}`);
    for (const gate of gates ?? []) {
      for (const line of gateLines(gate, { workflowId, now, colors: io.colors })) io.out(`  ${line}`);
      io.out(`    ${io.colors.dim(gateSignal(gate, workflowId))}`);
    }
  }
  const silent = asked.filter(({ gates }) => gates === null).length;
  if (silent > 0) {
    io.err(
      `No worker is up to tell the questions of ${plural(silent, "run")}. Start one with \`pawl worker\`.`,
    );
  } else if (asked.every(({ gates }) => gates?.length === 0)) io.err("No open questions.");
}
