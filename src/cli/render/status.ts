// A run at one moment, as lines: phases with counts, agents at work, gates, the last of the log.
import type { RunDescription } from "../../client/describe-run.ts";
import type { HistoryAgent } from "../../client/read-history.ts";
import type { ChosenSystem } from "../../protocol/choice.ts";
import type { MailboxView } from "../../protocol/mail.ts";
import type { RunStatus } from "../../protocol/run-result.ts";
import type { AgentActivity, AgentRow, PhaseView, StatusView } from "../../protocol/run-views.ts";
import type { Colors } from "../io.ts";
import { visibleLine } from "../visible-text.ts";
import { censusText, countWords } from "./census.ts";
import { gateBrief } from "./gates.ts";
import { logText } from "./log.ts";
import { clock, dollars, duration, plural, tokens } from "./quantities.ts";
import { teamBriefLine } from "./team.ts";

export type StatusPicture = {
  readonly run: RunDescription;
  readonly view: StatusView | null;
  readonly workerUp: boolean;
  /** When the view was taken, milliseconds since 1970. */
  readonly viewAt: number | null;
  readonly history: readonly HistoryAgent[] | null;
};

export type Look = { readonly now: number; readonly colors: Colors; readonly logLines: number };

const WORKING_SHOWN = 16;
const CHOICE_CHARS = 160;
/** Of the last log lines, which may be whole answers: what leaves room for the rest. */
const LOG_TEXT_LINES = 24;

export function statusLines(picture: StatusPicture, look: Look): string[] {
  const { view } = picture;
  return [
    headLine(picture, look),
    ...(view?.simulated ? [simulationLine(look.colors)] : []),
    ...absenceLines(picture, look),
    ...(view === null ? knownLines(picture, look) : viewLines(picture, view, look)),
  ];
}

export function statusWord(status: RunStatus, colors: Colors): string {
  switch (status) {
    case "completed":
      return colors.green(status);
    case "running":
      return colors.cyan(status);
    case "waiting":
    case "paused":
    case "degraded":
    case "rejected":
      return colors.yellow(status);
    case "failed":
    case "stopped":
      return colors.red(status);
  }
}

function headLine({ run, view }: StatusPicture, { now, colors }: Look): string {
  // Until the script is prepared the run itself does not know its name; whoever started it does.
  const name = visibleLine(run.name || (view?.script.name ?? ""), 60);
  const status = run.open ? (view?.status ?? run.status) : run.status;
  const took = duration((run.endedAt ?? now) - run.startedAt);
  const cost = view === null ? [] : [`${tokens(view.usage.outputTokens)} tokens out`, dollars(view.costUsd)];
  const rest = [took, ...cost].join(", ");
  return `${colors.bold(name || run.workflowId)}  ${statusWord(status, colors)}  ${colors.dim(`${visibleLine(run.workflowId)}  ${rest}`)}`;
}

/** Wherever a run is shown whose model was played. */
export function simulationLine(colors: Colors): string {
  return colors.yellow(
    "SIMULATION: no model was called, nothing was spent; tokens and dollars are the simulator's.",
  );
}

function absenceLines({ run, workerUp, viewAt }: StatusPicture, { colors }: Look): string[] {
  if (workerUp) return [];
  const since = viewAt === null ? "" : ` What follows was so at ${clock(viewAt)}.`;
  const consequence = run.open ? " The run goes on as soon as one is up: pawl worker." : "";
  return [colors.yellow(`No worker is up.${consequence}${since}`)];
}

function viewLines({ run }: StatusPicture, view: StatusView, look: Look): string[] {
  const gates = { workflowId: run.workflowId, now: look.now, colors: look.colors };
  const lines = look.logLines === 0 ? [] : view.log.slice(-look.logLines);
  const title = view.phases.reduce((width, phase) => Math.max(width, visibleLine(phase.title, 40).length), 0);
  return [
    ...(view.choice === null ? [] : [choiceLine(view.choice, look.colors)]),
    ...censusLines(run, view, look.colors),
    ...view.phases.map((phase) => phaseLine(phase, title, look.colors)),
    ...workingLines(view.working, run.activity, look),
    ...(view.teams ?? []).map((team) => teamBriefLine(team, look.colors)),
    ...view.gates.flatMap((gate) => gateBrief(gate, gates)),
    ...(view.mail ?? []).flatMap((box) => mailLine(box, look.colors)),
    ...lines
      .flatMap(logText)
      .slice(-LOG_TEXT_LINES)
      .map((line) => look.colors.dim(line)),
  ];
}

/** Which system a task in words got, and why. */
function choiceLine({ lines: [what] }: ChosenSystem, colors: Colors): string {
  return colors.dim(visibleLine(what, CHOICE_CHARS));
}

/** Who listens, and what nobody has read; what an agent at work has read is known when it has ended. */
function mailLine({ to, open, unread }: MailboxView, colors: Colors): string[] {
  const name = to === "" ? "whoever listens first" : visibleLine(to, 60);
  const listens = open ? [`${name} listens`] : [];
  const state = open ? "not yet counted as read" : "unread";
  const waits = unread === 0 ? [] : [`${plural(unread, "message")} to ${name} ${state}`];
  return [colors.dim(`  ${[...listens, ...waits].join(", ")}`)];
}

/** Agents without a phase are in no phase's line. The end of a run has its own account. */
function censusLines({ open }: RunDescription, { census, phases }: StatusView, colors: Colors): string[] {
  const inPhases = phases
    .map(({ done, working, waiting, queued, failed }) => done + working + waiting + queued + failed)
    .reduce((sum, count) => sum + count, 0);
  return open && census.asked > inPhases ? [colors.dim(`agents: ${censusText(census)}`)] : [];
}

export function phaseCounts(phase: PhaseView): string {
  const shown = countWords([
    [phase.done, "done"],
    [phase.working, "working"],
    [phase.waiting, "waiting"],
    [phase.queued, "queued"],
    [phase.failed, "failed"],
  ]);
  return shown.length > 0 ? shown.join(", ") : "-";
}

function phaseLine(phase: PhaseView, width: number, colors: Colors): string {
  const finished = phase.working + phase.waiting + phase.queued === 0 && phase.done + phase.failed > 0;
  const mark = phase.working > 0 ? colors.cyan("▸") : finished ? colors.green("✓") : colors.dim("·");
  return `${mark} ${visibleLine(phase.title, 40).padEnd(width)}  ${phaseCounts(phase)}`;
}

function workingLines(
  working: readonly AgentRow[],
  activity: ReadonlyMap<number, AgentActivity>,
  look: Look,
): string[] {
  const shown = working.slice(0, WORKING_SHOWN);
  const more = working.length - shown.length;
  return [
    ...shown.map((row) => agentLine(row, activity.get(row.call), look)),
    ...(more > 0 ? [look.colors.dim(`    and ${plural(more, "more agent")}`)] : []),
  ];
}

function agentLine(row: AgentRow, beat: AgentActivity | undefined, { now, colors }: Look): string {
  const facts = [
    ...(row.lead === undefined ? [] : [`for #${row.lead}`]),
    duration(now - (row.startedAt ?? row.queuedAt)),
    ...(beat === undefined ? [] : [`turn ${beat.turn}`, `${tokens(beat.outputTokens)} tokens`]),
    ...(beat?.tool ? [visibleLine(beat.tool, 30)] : []),
    ...(beat === undefined ? [] : [`last sign ${duration(now - beat.lastActivityAt)} ago`]),
  ];
  return `  ${colors.dim(`#${row.call}`)} ${visibleLine(row.label, 60)} ${colors.dim(facts.join(", "))}`;
}

/** Without a worker: what server and history know. */
function knownLines({ run, history }: StatusPicture, { now, colors }: Look): string[] {
  if (history === null) return [];
  const count = (state: HistoryAgent["state"]): number => history.filter((one) => one.state === state).length;
  const working = history.filter((agent) => agent.state === "working");
  const waiting = count("waiting") === 0 ? "" : `${count("waiting")} waiting, `;
  return [
    `Agents dispatched: ${history.length} (${count("done")} done, ${waiting}${working.length} unfinished, ${count("failed")} failed)`,
    ...working.slice(0, WORKING_SHOWN).map((agent) => {
      const beat = run.activity.get(agent.call);
      const last =
        beat === undefined ? "" : `turn ${beat.turn}, last sign ${duration(now - beat.lastActivityAt)} ago`;
      return `  ${colors.dim(`#${agent.call}`)} ${visibleLine(agent.label, 60)} ${colors.dim(last)}`;
    }),
  ];
}
