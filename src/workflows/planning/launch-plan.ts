// The plan of a script as people see it: the outline of its text, and what its dry run did.
import type { DryPlay, DryRun } from "../../protocol/dry-run.ts";
import { cutText } from "../../protocol/json.ts";
import {
  DRY_AGENTS_MAX,
  LAUNCH_ROWS,
  OUTLINE_TEXT_MAX_CHARS,
  PHASE_TITLE_MAX_CHARS,
} from "../../protocol/limits.ts";
import type { LaunchPlan, PlannedPhase } from "../../protocol/launch.ts";
import type { RunSettings } from "../../protocol/run-input.ts";
import type { PreparedScript } from "../../protocol/script.ts";
import type { ScriptReview } from "../../protocol/script-review.ts";
import { countOf, estimate } from "./estimate.ts";
import { launchWarnings } from "./launch-warnings.ts";
import { wholeOutline, type PlacedLoop, type WholeOutline } from "./whole-outline.ts";

export type Reviewed = {
  readonly script: PreparedScript;
  readonly review: ScriptReview;
  readonly settings: RunSettings;
  readonly dry: DryRun;
  /** Agents that the run may still have: what planning took is taken. */
  readonly agentsLeft: number;
};

export function toLaunchPlan(reviewed: Reviewed): LaunchPlan {
  const { script, review, settings, dry } = reviewed;
  const { well } = dry;
  const outline = wholeOutline(script, review.outline);
  const open = outline.loops.filter(({ counted }) => !counted);
  const atLeast =
    open.length > 0 || well.unseen.length > 0 || well.end !== "returned" || agentsOf(well) >= DRY_AGENTS_MAX;
  const plan = {
    phases: phasesOf(script, well, review),
    agents: agentsOf(well),
    agentsIfBad: agentsIfBad(dry),
    atLeast,
    widest: well.widest,
    atOnce: Math.min(well.widest, settings.concurrency),
    checks: shown(outline.checks),
    loops: shown(open.map(loopText)),
    may: shown(mayDo(reviewed, outline)),
    estimate: estimate({ dry, review, atLeast }),
  };
  return { ...plan, warnings: shown(launchWarnings(reviewed, { plan, outline })) };
}

export function agentsOf({ agents }: DryPlay): number {
  return countOf(agents);
}

/** The most of the plays that go badly. */
export function agentsIfBad({ red, badly }: DryRun): number {
  return Math.max(red === null ? 0 : agentsOf(red), agentsOf(badly));
}

function loopText({ kind, line, ends, of }: PlacedLoop): string {
  const place = `line ${line}${of === null ? "" : ` of ${of}`}`;
  return kind === "loop" ? `the loop at ${place} ${ends}` : `the call at ${place} ${ends}`;
}

function shown(texts: readonly string[]): string[] {
  const more = texts.length - LAUNCH_ROWS;
  const rows = texts.slice(0, LAUNCH_ROWS).map((text) => cutText(text, 2 * OUTLINE_TEXT_MAX_CHARS));
  return more > 0 ? [...rows, `and ${more} more`] : rows;
}

function phasesOf({ meta }: PreparedScript, { agents }: DryPlay, review: ScriptReview): PlannedPhase[] {
  const titles = [...meta.phases.map(({ title }) => title), ...agents.map(({ phase }) => phase)];
  const unique = [...new Set(titles.map((title) => title?.slice(0, PHASE_TITLE_MAX_CHARS) ?? null))];
  return unique.slice(0, LAUNCH_ROWS).map((title) => ({
    title,
    agents: agents
      .filter(({ phase }) => phase === title)
      .map(({ model, count }) => ({ model: modelName(model, review), count })),
  }));
}

function modelName(model: string | null, { runModel, models }: ScriptReview): string {
  if (model === null || model === "inherit") return runModel.id;
  return models[model]?.id ?? cutText(model, PHASE_TITLE_MAX_CHARS);
}

/** In the words of those who have to allow it. */
function mayDo({ settings, dry, review }: Reviewed, { agents, merges }: WholeOutline): string[] {
  const unseen = dry.well.unseen.map(({ name }) => name);
  if (agents.length === 0 && unseen.length === 0) return ["it starts no agents"];
  const narrow =
    unseen.length === 0 &&
    agents.every(({ tools, agentType }) => tools !== null || isNarrowType(agentType, review));
  const tools = [...new Set(agents.flatMap(({ tools: given }) => given ?? []))];
  const types = [...new Set(agents.flatMap(({ agentType }) => agentType ?? []))];
  return [
    narrow
      ? "agents have only the tools their calls or types name"
      : "agents read and change files of the workspace, and run commands there, in the sandbox",
    ...(unseen.length === 0
      ? []
      : [`what agents of ${cutText(unseen.join(", "), PHASE_TITLE_MAX_CHARS)} may do was not looked into`]),
    ...(tools.length === 0 ? [] : [`tools named: ${tools.join(", ")}`]),
    ...(types.length === 0
      ? []
      : [`agent types: ${types.map((type) => typeWords(type, review)).join(", ")}`]),
    ...(settings.grants.length === 0 ? [] : [`granted besides: ${settings.grants.join(", ")}`]),
    ...(agents.some(({ worktree }) => worktree) ? ["some work in git worktrees of their own"] : []),
    ...(merges ? ["their commits are merged into the workspace"] : []),
    ...(dry.well.gates > 0
      ? [`it asks people ${dry.well.gates === 1 ? "once" : `${dry.well.gates} times`}`]
      : []),
  ];
}

/** A type without one of these says itself what its agents may do. */
const BROAD = ["Write", "Edit", "Bash"];

function isNarrowType(type: string | null, { types = [] }: ScriptReview): boolean {
  const tools = types.find(({ name }) => name === type)?.tools;
  return tools !== undefined && !BROAD.every((tool) => tools.includes(tool));
}

function typeWords(type: string, { types = [] }: ScriptReview): string {
  const tools = types.find(({ name }) => name === type)?.tools;
  return tools === undefined ? type : `${type} (${tools.join(", ")})`;
}
