// pawl show: one run, now, with or without a worker.
import { findRun } from "../../client/find-run.ts";
import { queryRun } from "../../client/query-run.ts";
import { readRun, type RunSnapshot } from "../../client/read-run.ts";
import { awaitRunEnd, type RunEnd } from "../../client/run-end.ts";
import { SERVER_CALL_TIMEOUT_MS } from "../../protocol/limits.ts";
import type { GateView, ScriptView } from "../../protocol/run-views.ts";
import type { TeamView } from "../../protocol/team.ts";
import type { Session } from "../../client/connect.ts";
import { type Command, type Invocation, JSON_OPTION, SERVER_OPTIONS } from "../command.ts";
import type { Colors } from "../io.ts";
import { EXIT } from "../exit-codes.ts";
import { requiredArgument } from "../read-options.ts";
import { outcomeLines } from "../render/end.ts";
import { gateLines } from "../render/gates.ts";
import { numberedLines } from "../render/launch.ts";
import { statusLines } from "../render/status.ts";
import { teamLines } from "../render/team.ts";
import { withSession } from "../session.ts";
import { openRightsHere } from "../worker-rights.ts";

const LOG_LINES = 20;

export const show: Command = {
  name: "show",
  summary: "show one run",
  description:
    "Shows one run: phases, agents at work, open questions, log, and how it ended. Says so when no worker is up.",
  arguments: [{ syntax: "<run>", description: "a run's id, or the beginning of one" }],
  options: [JSON_OPTION, ...SERVER_OPTIONS],
  examples: ["pawl show hello-3f9a1c", "pawl show hello --json"],
  run: runShow,
};

async function runShow(invocation: Invocation): Promise<number> {
  return withSession(invocation, async (session) => {
    const found = await findRun(session, requiredArgument(invocation, 0, "run"));
    const snapshot = await readRun(session, { workflowId: found.workflowId, runId: found.runId });
    const gates = await openGates(session, snapshot);
    const teams = await teamsOf(session, snapshot);
    const end = snapshot.run.open ? null : await endOf(session, snapshot);
    const rights = snapshot.run.open ? await openRightsHere(session) : null;
    const shown = { snapshot, gates, teams, end, rights };
    if (invocation.json) {
      invocation.io.out(JSON.stringify({ ...toJson(snapshot, end), gates, teams, rights }, null, 2));
    } else print({ ...shown, script: await launchedScript(session, snapshot, gates) }, invocation);
    return EXIT.completed;
  });
}

/** The status shows gates without their details, to stay small; here is room for them. */
async function openGates(session: Session, { run, view }: RunSnapshot): Promise<readonly GateView[]> {
  if (view === null || view.gates.length === 0) return [];
  const reply = await queryRun<GateView[]>(session, run, { name: "pending" });
  return reply.kind === "answer" ? reply.value : view.gates;
}

async function launchedScript(
  session: Session,
  { run }: RunSnapshot,
  gates: readonly GateView[],
): Promise<ScriptView | null> {
  if (!gates.some(({ kind }) => kind === "launch")) return null;
  const reply = await queryRun<ScriptView | null>(session, run, { name: "script" });
  return reply.kind === "answer" ? reply.value : null;
}

/** The status has a line for each; here is room for the list and the mail. */
async function teamsOf(session: Session, { run, view }: RunSnapshot): Promise<readonly TeamView[]> {
  if ((view?.teams ?? []).length === 0) return [];
  const reply = await queryRun<TeamView[]>(session, run, { name: "team" });
  return reply.kind === "answer" ? reply.value : [];
}

function endOf(session: Session, { run }: RunSnapshot): Promise<RunEnd> {
  return session.connection.withDeadline(Date.now() + SERVER_CALL_TIMEOUT_MS, () =>
    awaitRunEnd(session, run),
  );
}

function toJson({ run, view, history }: RunSnapshot, end: RunEnd | null): object {
  return {
    run: { ...run, activity: Object.fromEntries(run.activity) },
    workerUp: view !== null,
    view,
    history,
    end,
  };
}

type Shown = {
  readonly snapshot: RunSnapshot;
  readonly gates: readonly GateView[];
  readonly teams: readonly TeamView[];
  readonly end: RunEnd | null;
  /** What workers let commands do beyond the usual, while the run is open. */
  readonly rights: string | null;
  /** Only when somebody is asked whether it may run. */
  readonly script: ScriptView | null;
};

/** What an approval stands for. */
function scriptLines(script: ScriptView | null, colors: Colors): string[] {
  return script === null ? [] : numberedLines(script.text, colors);
}

function print({ snapshot, gates, teams, end, rights, script }: Shown, { io }: Invocation): void {
  const { run, view, history } = snapshot;
  const now = Date.now();
  // Gates and teams are shown in full below.
  const brief = view === null ? null : { ...view, gates: [], teams: [] };
  const picture = { run, view: brief, workerUp: view !== null, viewAt: null, history };
  const questions = gates.flatMap((gate) =>
    gateLines(gate, { workflowId: run.workflowId, now, colors: io.colors }),
  );
  const text = gates.some(({ kind }) => kind === "launch") ? scriptLines(script, io.colors) : [];
  const ending = end === null ? [] : outcomeLines({ run, view, end }, io.colors);
  for (const line of [
    ...(rights === null ? [] : [io.colors.yellow(rights)]),
    ...statusLines(picture, { now, colors: io.colors, logLines: LOG_LINES }),
    ...teams.flatMap((team) => teamLines(team, io.colors)),
    ...text,
    ...questions,
    ...ending,
  ]) {
    io.out(line);
  }
}
