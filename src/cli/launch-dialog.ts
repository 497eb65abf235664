// The question before a run starts, answered where it is asked: by a person at the terminal, or by --yes.
import type { Message } from "../client/send-message.ts";
import type { GateView, ScriptView } from "../protocol/run-views.ts";
import { askWhileOpen } from "./ask-while-open.ts";
import type { Invocation } from "./command.ts";
import type { LaunchDialog } from "./follow-run.ts";
import { closingWords, openGates, scriptOf, statusOf, type GatePlace } from "./gate-place.ts";
import type { Io } from "./io.ts";
import { isScript, questionOf, toAnswer, type Answer } from "./launch-answer.ts";
import { type Decision, type LaunchEditor, makeLaunchEditor } from "./launch-editor.ts";
import { isPlanQuestion, planQuestionText, toPlanAnswer, type PlanQuestion } from "./plan-question.ts";
import { gateText } from "./render/gates.ts";
import { numberedLines } from "./render/launch.ts";
import { sendAnswer, type Sending } from "./send-answer.ts";
import { shellWord } from "./shell-word.ts";
import { userName } from "./user-name.ts";
import { visibleLine, visibleText } from "./visible-text.ts";

/** `yes`: says yes to every such question, having shown it. `silent`: without showing it. */
type How = {
  readonly yes: boolean;
  readonly silent: boolean;
  readonly environment: Invocation["environment"];
};

type Asked<Gate = GateView> = { readonly gate: Gate; readonly place: GatePlace };

export function makeLaunchDialog(how: How): LaunchDialog {
  return async (brief, place) => {
    const gate = (await openGates(place))?.find(({ id }) => id === brief.id) ?? brief; // a status cuts it
    if (isPlanQuestion(gate)) return answerPlanQuestion({ gate, place }, how);
    if (gate.kind !== "launch") return "answered"; // a script's own question: not for here
    const script = isScript(gate) ? await scriptOf(place) : null;
    if (!how.silent) {
      for (const line of await choiceOf(gate, place)) place.io.out(line);
      show(gate, script, place.io);
    }
    if (how.yes) {
      return toEnd(await send({ name: "approve", argument: { note: "--yes" } }, { gate, place }));
    }
    return askLaunch({ gate, place }, script, how);
  };
}

/** With --yes the planner's own choice is taken, as when nobody answers; it is said which. */
async function answerPlanQuestion(asked: Asked<PlanQuestion>, how: How): Promise<"answered" | "left"> {
  const { gate, place } = asked;
  const text = planQuestionText(gate);
  const said = how.yes ? ({ kind: "words", words: "" } as const) : await askWhileOpen(text, gate, place);
  if (said.kind !== "words") return said.kind === "left" ? "left" : "answered";
  const value = toPlanAnswer(said.words, gate);
  if (how.yes && !how.silent) place.io.out(`${text}${visibleText(value)}`);
  return toEnd(await send({ name: "answer", argument: { value } }, asked));
}

async function askLaunch(
  asked: Asked,
  script: ScriptView | null,
  { environment }: How,
): Promise<"answered" | "left"> {
  const { io } = asked.place;
  const editor = script === null ? null : makeLaunchEditor(script.text, { io, environment });
  let end: "answered" | "left" | "closed" = "left";
  try {
    end = await askUntilTaken(asked, editor);
  } finally {
    const unsent = (await editor?.close(end === "answered")) ?? null;
    if (unsent !== null) io.err(unsentWords(unsent, end === "left", asked));
  }
  return end === "left" ? "left" : "answered";
}

function unsentWords(file: string, isOpen: boolean, { gate, place }: Asked): string {
  const command = `pawl approve ${shellWord(place.ref.workflowId)} ${gate.id} --text ${shellWord(file)}`;
  return `The run has not confirmed your text; it is in ${file}.${isOpen ? ` To approve it: ${command}` : ""}`;
}

/** `closed`: by somebody else. */
async function askUntilTaken(
  asked: Asked,
  editor: LaunchEditor | null,
): Promise<"answered" | "left" | "closed"> {
  const { gate, place } = asked;
  for (;;) {
    const said = await askWhileOpen(questionOf(gate), gate, place);
    if (said.kind !== "words") return said.kind;
    const answer = toAnswer(said.words, gate);
    if (answer === null) place.io.err(`That is no answer here: ${visibleLine(said.words)}`);
    const decision = answer === null ? null : await toDecision(answer, editor);
    if (decision === null) continue;
    const sending = await send(decision, asked);
    if (sending !== "refused") return toEnd(sending);
    if (await isClosed(asked)) {
      place.io.err(await closingWords(gate, place));
      return "closed";
    }
  }
}

/** `null`: the editing came to nothing, and the question is asked again. */
async function toDecision(answer: Answer, editor: LaunchEditor | null): Promise<Decision | null> {
  switch (answer.kind) {
    case "yes":
      return { name: "approve", argument: {} };
    case "no":
      return { name: "reject", argument: answer.note === undefined ? {} : { note: answer.note } };
    case "other":
      return { name: "reject", argument: { note: `as ${answer.system}` } };
    case "edit":
      return editor === null ? null : editor.edit();
  }
}

type Word = Pick<Extract<Message, { name: "approve" | "reject" | "answer" }>, "name" | "argument">;

function send({ name, argument }: Word, { gate, place }: Asked): Promise<Sending> {
  return sendAnswer({ name, argument: { ...argument, id: gate.id, by: userName() } } as Message, place);
}

function toEnd(sending: Sending): "answered" | "left" {
  return sending === "given-up" ? "left" : "answered";
}

async function isClosed({ gate, place }: Asked): Promise<boolean> {
  return (await openGates(place))?.every(({ id }) => id !== gate.id) ?? false;
}

function show(gate: GateView, script: ScriptView | null, { out, colors }: Io): void {
  if (script !== null) for (const line of numberedLines(script.text, colors)) out(line);
  for (const line of gateText(gate, colors)) out(line);
}

/** Before a plan: which system was chosen and why. Plain lines have it in the log; a live view has drawn over it. */
async function choiceOf({ question }: GateView, place: GatePlace): Promise<readonly string[]> {
  if (place.io.rows() === null) return [];
  const lines = (await statusOf(place))?.choice?.lines ?? [];
  return lines.filter((line) => !question.includes(line)).map((line) => visibleText(line));
}
