// Open questions, with the exact command that answers each. What the run says is shown as data.
import type { GateView } from "../../protocol/run-views.ts";
import type { Colors } from "../io.ts";
import { shellWord } from "../shell-word.ts";
import { visibleLine, visibleText } from "../visible-text.ts";
import { launchLines } from "./launch.ts";
import { duration } from "./quantities.ts";
import { startLines } from "./start.ts";

export type GateContext = { readonly workflowId: string; readonly now: number; readonly colors: Colors };

const DETAILS_CHARS = 4_000;

/** One gate in full: question, details, who may answer, until when, and how. */
export function gateLines(gate: GateView, context: GateContext): string[] {
  const { colors, now } = context;
  const deadline = gate.deadline === null ? "" : `, ${duration(gate.deadline - now)} left`;
  return [
    `${colors.yellow("?")} ${colors.bold(visibleLine(gate.id))} ${colors.dim(`(${gate.kind}, open for ${duration(now - gate.openedAt)}${deadline})`)}`,
    ...indent(visibleText(gate.question)),
    ...detailsLines(gate, colors),
    ...(gate.choices === null
      ? []
      : [
          `  choices: ${gate.choices.map((choice) => visibleLine(choice)).join(" | ")}${gate.takesOther ? " (or your own words)" : ""}`,
        ]),
    ...(gate.approvers === null
      ? []
      : [`  approvers: ${gate.approvers.map((one) => visibleLine(one)).join(", ")}`]),
    ...gateCommands(gate, context.workflowId).map((command) => `  ${colors.cyan(command)}`),
  ];
}

/** What it asks, without the ways to answer it. */
export function gateText(gate: GateView, colors: Colors): string[] {
  return [...visibleText(gate.question).split("\n"), ...detailsLines(gate, colors)];
}

/** The gate in one line and its first command: for the live view. */
export function gateBrief(gate: GateView, context: GateContext): string[] {
  const { colors, now } = context;
  const [command] = gateCommands(gate, context.workflowId);
  const age = colors.dim(duration(now - gate.openedAt));
  return [
    `${colors.yellow("?")} ${visibleLine(gate.question, 100)} ${age}`,
    `    ${colors.cyan(command ?? "")}`,
  ];
}

/** Commands that answer the gate, the affirmative one first. */
export function gateCommands(gate: GateView, workflowId: string): string[] {
  const target = `${shellWord(workflowId)} ${shellWord(gate.id)}`;
  if (gate.kind === "ask") {
    const value = gate.choices?.[0];
    return [`pawl answer ${target} ${value === undefined ? "VALUE" : shellWord(visibleLine(value))}`];
  }
  if (gate.kind === "say") {
    const run = shellWord(workflowId);
    return [`pawl say ${run} "…"`, `pawl say ${run} --end`];
  }
  return [`pawl approve ${target}`, `pawl reject ${target}`];
}

/** The same through the plain Temporal CLI. */
export function gateSignal(gate: GateView, workflowId: string): string {
  const [name, input] = signalOf(gate);
  return `temporal workflow signal --workflow-id ${shellWord(workflowId)} --name ${name} --input ${shellWord(JSON.stringify(input))}`;
}

function detailsLines(gate: GateView, colors: Colors): string[] {
  if (gate.details === null) return [];
  const launch =
    gate.kind === "launch" ? (launchLines(gate.details, colors) ?? startLines(gate.details, colors)) : null;
  return launch === null ? indent(detailsText(gate)) : launch.map((line) => `  ${line}`);
}

function signalOf({ kind, id, choices }: GateView): readonly [name: string, input: object] {
  if (kind === "ask") return ["answer", { id, value: choices?.[0] ?? "VALUE" }];
  return kind === "say" ? ["say", { text: "…" }] : ["approve", { id }];
}

function detailsText(gate: GateView): string {
  const text = typeof gate.details === "string" ? gate.details : JSON.stringify(gate.details, null, 2);
  const visible = visibleText(text);
  return visible.length <= DETAILS_CHARS ? visible : `${visible.slice(0, DETAILS_CHARS)}…`;
}

function indent(text: string): string[] {
  return text.split("\n").map((line) => `  ${line}`);
}
