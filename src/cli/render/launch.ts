// The plan of a launch gate, as lines. All of it comes from a script: shown as data.
import type { LaunchDetails, LaunchEstimate, LaunchPlan } from "../../protocol/launch.ts";
import type { Json } from "../../protocol/json.ts";
import type { Colors } from "../io.ts";
import { visibleLine, visibleSource, visibleText } from "../visible-text.ts";
import { plural, tokens } from "./quantities.ts";

const LINE_CHARS = 400;

/** `null` when these are no details of a launch. */
export function launchLines(details: Json, colors: Colors): string[] | null {
  const launch = toLaunch(details);
  if (launch === null) return null;
  const { description, hash, lines, source, plan, task, version, assumed = [] } = launch;
  const which = version === undefined ? "" : `version ${version}, `;
  return [
    ...(task === undefined ? [] : [`task: ${visibleLine(task, LINE_CHARS)}`]),
    visibleLine(description, LINE_CHARS),
    colors.dim(`${which}${plural(lines, "line")} from ${visibleLine(source)}, sha256 ${visibleLine(hash)}`),
    ...(plan === undefined ? [] : planLines(plan, colors)),
    ...list("assumed: ", assumed),
  ];
}

function toLaunch(details: Json): LaunchDetails | null {
  const isLaunch = typeof details === "object" && details !== null && "hash" in details && "lines" in details;
  return isLaunch ? (details as unknown as LaunchDetails) : null;
}

function planLines(plan: LaunchPlan, colors: Colors): string[] {
  const least = plan.atLeast ? "at least " : "";
  return [
    ...plan.phases.map(({ title, agents }) => `  ${phaseName(title)}: ${agentWords(agents)}`),
    `agents: ${least}${plan.agents}${ifBad(plan)}, ${plan.widest} at once at most (${plan.atOnce} may work at a time)`,
    `estimate: ${estimateWords(plan.estimate, plan.atLeast)}`,
    ...worseLines(plan.estimate),
    colors.dim(`  basis: ${visibleLine(plan.estimate.basis, LINE_CHARS)}`),
    ...list("", plan.loops),
    ...list("judged by: ", plan.checks),
    ...list("may: ", plan.may),
    ...plan.warnings.flatMap((warning) => warningLines(warning, colors)),
  ];
}

function phaseName(title: string | null): string {
  return title === null ? "(no phase)" : visibleLine(title, 60);
}

function agentWords(agents: LaunchPlan["phases"][number]["agents"]): string {
  if (agents.length === 0) return "no agents in the dry run";
  return agents.map(({ model, count }) => `${plural(count, "agent")} (${visibleLine(model, 60)})`).join(", ");
}

/** The worse case of the estimate says it better; plans of older versions have none. */
function ifBad({ agents, agentsIfBad, estimate }: LaunchPlan): string {
  if (estimate.worse !== undefined || agentsIfBad <= agents) return "";
  return ` (${agentsIfBad} when all goes badly)`;
}

function estimateWords(estimate: LaunchEstimate, atLeast: boolean): string {
  const { inputTokens, cachedTokens, outputTokens, usd, unpriced = [] } = estimate;
  const sum = `${tokens(inputTokens)} tokens in, ${tokens(cachedTokens)} cached, ${tokens(outputTokens)} out`;
  const without = unpriced.map(
    ({ model, agents }) => `${plural(agents, "agent")} of ${visibleLine(model, 60)}`,
  );
  const counted = usd === null || without.length === 0 ? "" : ` without ${without.join(", ")}`;
  return `${atLeast ? "at least " : "about "}${sum}, ${dollars(usd)}${counted}`;
}

function worseLines({ worse }: LaunchEstimate): string[] {
  if (worse === undefined) return [];
  const { when, agents, usd, atLeast } = worse;
  const figures = `${plural(agents, "agent")}, ${dollars(usd)}`;
  return [`  when ${visibleLine(when)}: ${atLeast ? "at least " : "about "}${figures}`];
}

function dollars(usd: number | null): string {
  return usd === null ? "no price known" : `$${usd.toFixed(2)}`;
}

function list(head: string, texts: readonly string[]): string[] {
  return texts.map((text) => `${head}${visibleLine(text, LINE_CHARS)}`);
}

function warningLines(warning: string, colors: Colors): string[] {
  const [first = "", ...rest] = visibleText(warning).split("\n");
  return [colors.yellow(`! ${first}`), ...rest.map((line) => `  ${line}`)];
}

/** A script's text with its line numbers; what is invisible or looks like something else is shown. */
export function numberedLines(text: string, colors: Colors): string[] {
  const lines = visibleSource(text).split("\n");
  const width = String(lines.length).length;
  return lines.map((line, index) => `${colors.dim(String(index + 1).padStart(width))} ${line}`);
}
