// What whoever approves a script should not overlook.
import type { DryPlay } from "../../protocol/dry-run.ts";
import type { LaunchPlan } from "../../protocol/launch.ts";
import { DRY_AGENTS_MAX, LAUNCH_DEAR_USD } from "../../protocol/limits.ts";
import type { Reviewed } from "./launch-plan.ts";
import { findingsOf } from "./dry-findings.ts";

export function launchWarnings(reviewed: Reviewed, plan: Omit<LaunchPlan, "warnings">): string[] {
  const { script, review, settings, dry } = reviewed;
  return [
    ...(isDear(plan) ? [dearText(plan)] : []),
    ...(review.outline.judged || plan.agents === 0 ? [] : [NO_ORACLE]),
    ...(Math.max(plan.agents, plan.agentsIfBad) > settings.maxAgents
      ? [tooManyText(plan, settings.maxAgents)]
      : []),
    ...findingsOf(dry, review.outline),
    ...unseen(dry.well),
    ...(plan.agents < DRY_AGENTS_MAX
      ? []
      : [`the dry run looked at ${DRY_AGENTS_MAX} agents and no further: there may be many more`]),
    ...script.warnings.map(({ line, message }) => `line ${line}: ${message}`),
  ];
}

export const NO_ORACLE =
  "there is no test command: verification will be by opinion. A `check(command)` would let an exit code decide";

function isDear({ estimate }: Pick<LaunchPlan, "estimate">): boolean {
  return estimate.usd !== null && estimate.usd > LAUNCH_DEAR_USD;
}

function dearText({ estimate, atLeast }: Pick<LaunchPlan, "estimate" | "atLeast">): string {
  const least = atLeast ? "at least " : "about ";
  return `dear: ${least}$${(estimate.usd ?? 0).toFixed(0)}, more than $${LAUNCH_DEAR_USD}`;
}

function tooManyText(
  { agents, agentsIfBad }: Pick<LaunchPlan, "agents" | "agentsIfBad">,
  max: number,
): string {
  return `more agents than the run may have: ${Math.max(agents, agentsIfBad)} in the dry run, ${max} by limits.agents`;
}

function unseen({ nested }: DryPlay): string[] {
  return nested.length === 0
    ? []
    : [`it calls ${nested.join(", ")} by workflow(): not looked into, its agents are not in the figures`];
}
