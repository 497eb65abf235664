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
import type { LoopSite, ScriptReview } from "../../protocol/script-review.ts";
import { estimate } from "./estimate.ts";
import { launchWarnings } from "./launch-warnings.ts";

export type Reviewed = {
  readonly script: PreparedScript;
  readonly review: ScriptReview;
  readonly settings: RunSettings;
  readonly dry: DryRun;
};

export function toLaunchPlan(reviewed: Reviewed): LaunchPlan {
  const { script, review, settings, dry } = reviewed;
  const { well, badly } = dry;
  const open = review.outline.loops.filter(({ counted }) => !counted);
  const atLeast =
    open.length > 0 || well.nested.length > 0 || well.end !== "returned" || agentsOf(well) >= DRY_AGENTS_MAX;
  const plan = {
    phases: phasesOf(script, well, review),
    agents: agentsOf(well),
    agentsIfBad: agentsOf(badly),
    atLeast,
    widest: well.widest,
    atOnce: Math.min(well.widest, settings.concurrency),
    checks: shown(review.outline.checks),
    loops: shown(open.map(loopText)),
    may: shown(mayDo(reviewed)),
    estimate: estimate(well.agents, review),
  };
  return { ...plan, warnings: shown(launchWarnings(reviewed, plan)) };
}

export function agentsOf({ agents }: DryPlay): number {
  return agents.reduce((sum, { count }) => sum + count, 0);
}

export function loopText({ kind, line, ends }: LoopSite): string {
  return kind === "loop" ? `the loop at line ${line} ${ends}` : `the call at line ${line} ${ends}`;
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
function mayDo({ review, settings, dry }: Reviewed): string[] {
  const { agents, calls } = review.outline;
  const { nested } = dry.well;
  if (agents.length === 0 && nested.length === 0) return ["it starts no agents"];
  const narrow =
    nested.length === 0 &&
    agents.every(({ tools, agentType }) => tools !== null || isReadOnlyType(agentType));
  const tools = [...new Set(agents.flatMap(({ tools: given }) => given ?? []))];
  const types = [...new Set(agents.flatMap(({ agentType }) => agentType ?? []))];
  return [
    narrow
      ? "agents have only the tools their calls or types name"
      : "agents read and change files of the workspace, and run commands there, in the sandbox",
    ...(nested.length === 0
      ? []
      : [`what agents of ${cutText(nested.join(", "), PHASE_TITLE_MAX_CHARS)} may do was not looked into`]),
    ...(tools.length === 0 ? [] : [`tools named: ${tools.join(", ")}`]),
    ...(types.length === 0 ? [] : [`agent types: ${types.join(", ")}`]),
    ...(settings.grants.length === 0 ? [] : [`granted besides: ${settings.grants.join(", ")}`]),
    ...(agents.some(({ worktree }) => worktree) ? ["some work in git worktrees of their own"] : []),
    ...((calls["merge"] ?? 0) > 0 ? ["their commits are merged into the workspace"] : []),
    ...(dry.well.gates > 0
      ? [`it asks people ${dry.well.gates === 1 ? "once" : `${dry.well.gates} times`}`]
      : []),
  ];
}

function isReadOnlyType(type: string | null): boolean {
  return type === "Explore" || type === "Plan" || type === "Verify";
}
