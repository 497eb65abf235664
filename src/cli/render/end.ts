// The end of a run, as lines: status, value, census, cost, failures, verdict.
import type { RunDescription } from "../../client/describe-run.ts";
import type { RunEnd } from "../../client/run-end.ts";
import type { Json } from "../../protocol/json.ts";
import type { FailureLine, RunResult, Verdict } from "../../protocol/run-result.ts";
import type { StatusView } from "../../protocol/run-views.ts";
import type { Colors } from "../io.ts";
import { visibleLine, visibleText } from "../visible-text.ts";
import { censusText } from "./census.ts";
import { dollars, duration, plural, tokens } from "./quantities.ts";
import { simulationLine, statusWord } from "./status.ts";

const FAILURES_SHOWN = 10;
const VALUE_CHARS = 20_000;

export type Ending = {
  readonly run: RunDescription;
  /** The run's last account of itself, for the figures of one that ended without a record. */
  readonly view: StatusView | null;
  readonly end: RunEnd;
};

export function endLines(ending: Ending, colors: Colors): string[] {
  const { run, view, end } = ending;
  const took = duration((run.endedAt ?? run.startedAt) - run.startedAt);
  return [
    `${statusWord(end.status, colors)}  ${visibleLine(run.workflowId)}  ${colors.dim(took)}`,
    ...((end.result ?? view)?.simulated ? [simulationLine(colors)] : []),
    ...outcomeLines(ending, colors),
  ];
}

/** What came of it, for those who have been told already which run it is and how it ended. */
export function outcomeLines({ view, end }: Ending, colors: Colors): string[] {
  return [
    ...(end.failure === null ? [] : failureText(end.failure, colors)),
    ...(end.result === null ? figureLines(view, colors) : resultLines(end.result, colors)),
  ];
}

function failureText(failure: NonNullable<RunEnd["failure"]>, colors: Colors): string[] {
  const [first = "", ...rest] = visibleText(failure.message).split("\n");
  return [`${colors.red(visibleLine(failure.type))}: ${first}`, ...rest];
}

type Figures = Pick<RunResult, "census" | "usage" | "costUsd">;

function figureLines(figures: Figures | null, colors: Colors): string[] {
  if (figures === null) return [];
  const { census, usage, costUsd } = figures;
  const { inputTokens, cacheReadTokens, cacheWriteTokens } = usage;
  const input = inputTokens + cacheReadTokens + cacheWriteTokens;
  const inAndOut = `${tokens(input)} in (${tokens(cacheReadTokens)} of them from cache), ${tokens(usage.outputTokens)} out`;
  return [
    colors.dim(`agents: ${censusText(census)}`),
    colors.dim(`tokens: ${inAndOut}; ${dollars(costUsd)}`),
  ];
}

function resultLines(result: RunResult, colors: Colors): string[] {
  return [
    ...(result.value === null ? [] : [valueText(result.value)]),
    ...figureLines(result, colors),
    ...failureLines(result, colors),
    ...(result.verdict === undefined ? [] : [verdictLine(result.verdict, colors)]),
  ];
}

/** Strings as they are, everything else as JSON. */
export function valueText(value: Json): string {
  const text = visibleText(typeof value === "string" ? value : JSON.stringify(value, null, 2));
  return text.length <= VALUE_CHARS ? text : `${text.slice(0, VALUE_CHARS)}… (the whole: --json)`;
}

function failureLines(result: RunResult, colors: Colors): string[] {
  const shown = result.failures.slice(0, FAILURES_SHOWN);
  const more = result.failures.length - shown.length + result.moreFailures;
  return [
    ...shown.map((line) => colors.red(`✗ ${failureLine(line)}`)),
    ...(more > 0 ? [colors.dim(`  and ${plural(more, "more failure")} (--json has them)`)] : []),
  ];
}

export function failureLine(line: FailureLine): string {
  const call = line.call === null ? "" : `#${line.call} `;
  return `${call}${visibleLine(line.label, 60)}: ${visibleLine(line.kind)}: ${visibleLine(line.message, 300)}`;
}

function verdictLine(verdict: Verdict, colors: Colors): string {
  const said = verdict.ok ? colors.green("green") : colors.red("red");
  const tests = verdict.tests
    ? `, ${verdict.tests.passed} passed, ${verdict.tests.failed} failed, ${verdict.tests.skipped} skipped`
    : "";
  const stale = verdict.stale ? colors.yellow(" (stale: files may have changed since)") : "";
  return `verdict: ${said}, ${visibleLine(verdict.label, 60)} (exit code ${verdict.exitCode ?? "none"}${tests})${stale}`;
}
