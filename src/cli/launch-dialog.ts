// The question before a run starts, answered where it is asked: by a person at the terminal, or by --yes.
import { createInterface } from "node:readline/promises";
import { isClientError } from "../client/client-error.ts";
import type { Session } from "../client/connect.ts";
import type { RunRef } from "../client/describe-run.ts";
import { queryRun } from "../client/query-run.ts";
import { sendMessage, type Message } from "../client/send-message.ts";
import type { GateView, ScriptView, StatusView } from "../protocol/run-views.ts";
import { CommandFailure } from "./command-failure.ts";
import { editScript } from "./edit-script.ts";
import type { LaunchDialog } from "./follow-run.ts";
import type { Io } from "./io.ts";
import { isScript, questionOf, toAnswer, type Answer } from "./launch-answer.ts";
import { isPlanQuestion, planQuestionText, toPlanAnswer, type PlanQuestion } from "./plan-question.ts";
import { gateText } from "./render/gates.ts";
import { numberedLines } from "./render/launch.ts";
import { userName } from "./user-name.ts";
import { visibleText } from "./visible-text.ts";

type Place = { readonly session: Session; readonly ref: RunRef; readonly io: Io };
/** `yes`: says yes to every such question, having shown it. `silent`: without showing it. */
export function makeLaunchDialog(how: { readonly yes: boolean; readonly silent: boolean }): LaunchDialog {
  return async (gate, place) => {
    const whole = await wholeGate(gate, place);
    if (isPlanQuestion(whole)) return answerPlanQuestion(whole, how, place);
    if (whole.kind !== "launch") return "answered"; // a script's own question: not for here
    const script = isScript(whole) ? await scriptOf(place) : null;
    if (!how.silent) {
      for (const line of await choiceOf(whole, place)) place.io.out(line);
      show(whole, script, place.io);
    }
    if (how.yes) {
      await send({ name: "approve", argument: { note: "--yes" } }, whole, place);
      return "answered";
    }
    for (;;) {
      const answer = await ask(whole, place.io);
      if (answer.kind === "leave") return "left";
      const message = await toMessage(answer, script, place.io);
      if (message === null) continue;
      await send(message, whole, place);
      return "answered";
    }
  };
}

/** With --yes the planner's own choice is taken, as when nobody answers; it is said which. */
async function answerPlanQuestion(
  gate: PlanQuestion,
  { yes, silent }: { readonly yes: boolean; readonly silent: boolean },
  place: Place,
): Promise<"answered" | "left"> {
  const text = planQuestionText(gate);
  const words = yes ? "" : await read(text, place.io);
  if (words === null) return "left";
  const value = toPlanAnswer(words, gate);
  if (yes && !silent) place.io.out(`${text}${visibleText(value)}`);
  await send({ name: "answer", argument: { value } }, gate, place);
  return "answered";
}

function show(gate: GateView, script: ScriptView | null, { out, colors }: Io): void {
  if (script !== null) for (const line of numberedLines(script.text, colors)) out(line);
  for (const line of gateText(gate, colors)) out(line);
}

async function scriptOf({ session, ref }: Place): Promise<ScriptView | null> {
  const reply = await queryRun<ScriptView | null>(session, ref, { name: "script" });
  return reply.kind === "answer" ? reply.value : null;
}

type Decision = Pick<Extract<Message, { name: "approve" | "reject" }>, "name" | "argument">;

/** `null`: the editing came to nothing, and the question is asked again. */
async function toMessage(
  answer: Exclude<Answer, { kind: "leave" }>,
  script: ScriptView | null,
  io: Io,
): Promise<Decision | null> {
  switch (answer.kind) {
    case "yes":
      return { name: "approve", argument: {} };
    case "no":
      return { name: "reject", argument: answer.note === undefined ? {} : { note: answer.note } };
    case "other":
      return { name: "reject", argument: { note: `as ${answer.system}` } };
    case "edit":
      return script === null ? null : toEdited(script.text, io);
  }
}

async function toEdited(text: string, io: Io): Promise<Decision | null> {
  try {
    const edited = await editScript({ text, io, environment: process.env });
    if (edited === null) return null;
    io.out(`Approving your text, sha256 ${edited.hash}.`);
    return { name: "approve", argument: { edited: edited.text } };
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error;
    io.err(`${error.message} ${error.advice}`);
    return null;
  }
}

/** What a status shows of a gate is cut. */
async function wholeGate(gate: GateView, { session, ref }: Place): Promise<GateView> {
  const reply = await queryRun<GateView[]>(session, ref, { name: "pending" });
  const open = reply.kind === "answer" ? reply.value : [];
  return open.find(({ id }) => id === gate.id) ?? gate;
}

/** Before a plan: which system was chosen and why. Plain lines have it in the log; a live view has drawn over it. */
async function choiceOf({ question }: GateView, { session, ref, io }: Place): Promise<readonly string[]> {
  if (io.rows() === null) return [];
  const reply = await queryRun<StatusView>(session, ref, { name: "status" });
  const lines = reply.kind === "answer" ? (reply.value.choice?.lines ?? []) : [];
  return lines.filter((line) => !question.includes(line)).map((line) => visibleText(line));
}

type Word = Pick<Extract<Message, { name: "approve" | "reject" | "answer" }>, "name" | "argument">;

async function send({ name, argument }: Word, { id }: GateView, place: Place): Promise<void> {
  const message = { name, argument: { ...argument, id, by: userName() } } as Message;
  await sendMessage(place.session, place.ref, message).catch((error: unknown) => {
    // Somebody else has answered meanwhile; the run goes on by that.
    if (!isClientError(error) || error.kind !== "refused") throw error;
    place.io.err(error.message);
  });
}

/** Asks until the words mean something. */
async function ask(gate: GateView, io: Io): Promise<Answer> {
  for (;;) {
    const words = await read(questionOf(gate), io);
    if (words === null) return { kind: "leave" };
    const answer = toAnswer(words, gate);
    if (answer !== null) return answer;
  }
}

/** `null`: Ctrl-C or the end of input, which leave the question open. */
async function read(question: string, io: Io): Promise<string | null> {
  const reader = createInterface({ input: process.stdin, output: process.stdout });
  const leave = new AbortController();
  reader.on("SIGINT", () => leave.abort());
  reader.on("close", () => leave.abort());
  try {
    return await reader.question(question, { signal: leave.signal });
  } catch {
    io.out("");
    return null;
  } finally {
    reader.close();
  }
}
