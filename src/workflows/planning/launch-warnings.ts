// What whoever approves a script should not overlook.
import type { DryPlay } from "../../protocol/dry-run.ts";
import type { LaunchEstimate, LaunchPlan } from "../../protocol/launch.ts";
import { DRY_AGENTS_MAX, LAUNCH_DEAR_USD } from "../../protocol/limits.ts";
import type { Reviewed } from "./launch-plan.ts";
import { findingsOf } from "./dry-findings.ts";
import type { WholeOutline } from "./whole-outline.ts";

type Shown = { readonly plan: Omit<LaunchPlan, "warnings">; readonly outline: WholeOutline };

export function launchWarnings(reviewed: Reviewed, { plan, outline }: Shown): string[] {
  const { script, review, dry } = reviewed;
  return [
    ...dearWords(plan),
    ...unpricedWords(plan.estimate),
    ...(outline.judged || plan.agents === 0 ? [] : [NO_ORACLE]),
    ...tooManyWords(plan, reviewed),
    ...findingsOf(dry, review.outline),
    ...unseenWords(dry.well),
    ...(plan.agents < DRY_AGENTS_MAX
      ? []
      : [`the dry run looked at ${DRY_AGENTS_MAX} agents and no further: there may be many more`]),
    ...script.warnings.map(({ line, message }) => `line ${line}: ${message}`),
  ];
}

export const NO_ORACLE =
  "there is no test command: verification will be by opinion. A `check(command)` would let an exit code decide";

/** When all goes well, or only when it does not. */
function dearWords({ estimate, atLeast }: Pick<LaunchPlan, "estimate" | "atLeast">): string[] {
  const { usd, worse } = estimate;
  const than = `more than $${LAUNCH_DEAR_USD}`;
  if (usd !== null && usd > LAUNCH_DEAR_USD) {
    const least = atLeast || estimate.unpriced !== undefined ? "at least " : "about ";
    return [`dear: ${least}$${usd.toFixed(0)}, ${than}`];
  }
  if (worse === undefined || worse.usd === null || worse.usd <= LAUNCH_DEAR_USD) return [];
  return [
    `dear when ${worse.when}: ${worse.atLeast ? "at least " : "about "}$${worse.usd.toFixed(0)}, ${than}`,
  ];
}

function unpricedWords({ unpriced = [] }: LaunchEstimate): string[] {
  return unpriced.map(({ model, agents }) => {
    const whose = agents === 1 ? "1 agent is" : `${agents} agents are`;
    return `no price is known for ${model}: ${whose} not in the dollars (models.json in PAWL_HOME can name one)`;
  });
}

function tooManyWords(
  { agents, agentsIfBad }: Pick<LaunchPlan, "agents" | "agentsIfBad">,
  { settings: { maxAgents }, agentsLeft }: Reviewed,
): string[] {
  const most = Math.max(agents, agentsIfBad);
  if (most <= agentsLeft) return [];
  const left = agentsLeft < maxAgents ? `${agentsLeft} left of ${maxAgents}` : String(maxAgents);
  return [`more agents than the run may have: ${most} in the dry run, ${left} by limits.agents`];
}

function unseenWords({ unseen }: DryPlay): string[] {
  return unseen.map(
    ({ name, why }) =>
      `it calls ${name} by workflow(): not looked into (${why}), its agents are not in the figures`,
  );
}
