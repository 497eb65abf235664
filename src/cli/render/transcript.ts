// An agent's transcript as lines. All of it is a model's or a tool's text: shown as data.
import type { EntryOf, TranscriptEntry } from "../../agent/transcript/entry.ts";
import type { Json } from "../../protocol/json.ts";
import type { Colors } from "../io.ts";
import { visibleLine, visibleText } from "../visible-text.ts";
import { clock, plural } from "./quantities.ts";
import { bookedLine, makeTotals, totalsLine } from "./transcript-figures.ts";
import type { Totals } from "./transcript-figures.ts";
import { shortCall, textOfContent } from "./transcript-content.ts";
import { makeProgress } from "./transcript-progress.ts";
import type { Progress } from "./transcript-progress.ts";

const TEXT_CHARS = 4_000;
/** Of what a tool answered: the model's own words matter more. */
const RESULT_CHARS = 1_500;

type Shown = { readonly head: string; readonly body?: string };

/** A function from one entry to its lines. It remembers those before: to be called in their order. */
export function makeTranscriptView(colors: Colors): (entry: TranscriptEntry) => readonly string[] {
  const progress = makeProgress();
  const totals = makeTotals();
  return (entry) => {
    totals.add(entry);
    const { head, body = "" } = describe(entry, { colors, progress, totals });
    progress.add(entry);
    const lines = body.trim() === "" ? [] : visibleText(body.trimEnd()).split("\n");
    return [`${colors.dim(clock(entry.at))} ${head}`, ...lines.map((line) => `    ${line}`)];
  };
}

type View = { readonly colors: Colors; readonly progress: Progress; readonly totals: Totals };

function describe(entry: TranscriptEntry, view: View): Shown {
  const { colors } = view;
  switch (entry.kind) {
    case "attempt":
      return { head: colors.bold(attemptHead(entry, view.progress)) };
    case "user":
      return { head: colors.cyan("to the model"), body: cut(entry.content, TEXT_CHARS) };
    case "turn":
      return {
        head: `${colors.cyan(`turn ${entry.turn}`)} ${colors.dim(`${visibleLine(entry.stopReason ?? "no stop reason")}, ${bookedLine(entry)}`)}`,
        body: cut(textOfContent(entry.content), TEXT_CHARS),
      };
    case "lost":
      return { head: colors.yellow(`an answer was lost, ${bookedLine(entry)}`) };
    case "tool":
      return { head: colors.yellow(shortCall(entry)) };
    case "result":
      return {
        head: `${entry.isError ? colors.red("failed") : "answered"}: ${shortCall(view.progress.callOf(entry.id))}`,
        body: cut(entry.content, RESULT_CHARS),
      };
    case "done":
      return {
        head: `${colors.green("done")} ${colors.dim(totalsLine(view.totals))}`,
        body: cut(resultOf(entry), TEXT_CHARS),
      };
    case "failed":
      return {
        head: `${colors.red(`failed: ${visibleLine(entry.type)}`)} ${colors.dim(entry.final ? totalsLine(view.totals) : "another attempt may follow")}`,
        body: entry.message,
      };
    case "yielded":
      return { head: colors.yellow(`waits for the run: ${entry.calls.map(shortYield).join("; ")}`) };
    case "note":
    case "saved":
    case "trimmed":
    case "without":
      return { head: colors.dim(remark(entry)) };
  }
}

function attemptHead(entry: EntryOf<"attempt">, progress: Progress): string {
  const { call, label, model, effort, agentType, attempt, leg, continues } = entry;
  const terms = [model, effort === null ? "" : `effort ${effort}`, agentType].filter((term) => term !== "");
  const name = `${leg === 0 ? "" : `leg ${leg}, `}attempt ${attempt} of #${call} ${visibleLine(label, 60)}`;
  const goesOn = progress.goesOn(leg);
  if (goesOn !== null) return `${name} ${goesOn}`;
  const former = continues === undefined ? "" : ` goes on with the conversation of #${continues}`;
  return `${name}${former} (${visibleLine(terms.join(", "))})`;
}

type Remark = EntryOf<"note"> | EntryOf<"saved"> | EntryOf<"trimmed"> | EntryOf<"without">;

function remark(entry: Remark): string {
  switch (entry.kind) {
    case "note":
      return `note: ${visibleLine(entry.message, 1_000)}`;
    case "saved":
      return `changes so far kept in commit ${visibleLine(entry.commit.slice(0, 12))}`;
    case "trimmed":
      return `from here on the model sees ${plural(entry.ids.length, "old tool result")} cut: its context fills up`;
    case "without":
      return `from here on without ${visibleLine(entry.parameter)}: the model does not take it`;
  }
}

function resultOf({ result, published }: EntryOf<"done">): string {
  const text = typeof result === "string" ? result : JSON.stringify(result, null, 2);
  if (published === undefined) return text;
  const { branch, commit, files } = published;
  return `${text}\n[${plural(files.length, "changed file")} on branch ${branch}, commit ${commit.slice(0, 12)}]`;
}

function shortYield({ tool, input }: { readonly tool: string; readonly input: Json }): string {
  return shortCall({ name: tool, input });
}

function cut(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max)}… (the whole: --json)`;
}
