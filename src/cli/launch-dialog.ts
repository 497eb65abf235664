// The question before a run starts, answered where it is asked: by a person at the terminal, or by --yes.
import { createInterface } from "node:readline/promises";
import { isClientError } from "../client/client-error.ts";
import type { Session } from "../client/connect.ts";
import type { RunRef } from "../client/describe-run.ts";
import { queryRun } from "../client/query-run.ts";
import { sendMessage } from "../client/send-message.ts";
import { SYSTEMS, type System } from "../protocol/choice.ts";
import type { GateView, StatusView } from "../protocol/run-views.ts";
import type { LaunchDialog } from "./follow-run.ts";
import type { Io } from "./io.ts";
import { gateText } from "./render/gates.ts";
import { userName } from "./user-name.ts";
import { visibleText } from "./visible-text.ts";

type Place = { readonly session: Session; readonly ref: RunRef; readonly io: Io };
type Answer =
  | { readonly kind: "yes" }
  | { readonly kind: "no" }
  | { readonly kind: "other"; readonly system: System }
  | { readonly kind: "leave" };

/** `yes`: says yes to every such question, having shown it. `silent`: without showing it. */
export function makeLaunchDialog(how: { readonly yes: boolean; readonly silent: boolean }): LaunchDialog {
  return async (gate, place) => {
    const whole = await wholeGate(gate, place);
    if (!how.silent) {
      const text = [...(await choiceOf(whole, place)), ...gateText(whole, place.io.colors)];
      for (const line of text) place.io.out(line);
    }
    const answer = how.yes ? ({ kind: "yes" } as const) : await ask(whole, place.io);
    if (answer.kind === "leave") return "left";
    await send(answer, whole, place);
    return "answered";
  };
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

async function send(
  answer: Exclude<Answer, { kind: "leave" }>,
  { id }: GateView,
  place: Place,
): Promise<void> {
  const by = userName();
  const name = answer.kind === "yes" ? "approve" : "reject";
  const note = answer.kind === "other" ? { note: `as ${answer.system}` } : {};
  await sendMessage(place.session, place.ref, { name, argument: { id, by, ...note } }).catch(
    (error: unknown) => {
      // Somebody else has answered meanwhile; the run goes on by that.
      if (!isClientError(error) || error.kind !== "refused") throw error;
      place.io.err(error.message);
    },
  );
}

/** Asks until the words mean something; Ctrl-C and the end of input leave the question open. */
async function ask(gate: GateView, io: Io): Promise<Answer> {
  const reader = createInterface({ input: process.stdin, output: process.stdout });
  const leave = new AbortController();
  reader.on("SIGINT", () => leave.abort());
  reader.on("close", () => leave.abort());
  try {
    for (;;) {
      const answer = toAnswer(await reader.question(questionOf(gate), { signal: leave.signal }), gate);
      if (answer !== null) return answer;
    }
  } catch {
    io.out("");
    return { kind: "leave" };
  } finally {
    reader.close();
  }
}

function questionOf(gate: GateView): string {
  const others = othersOf(gate);
  return others.length === 0 ? "Start it? [y]es, [N]o: " : `Start it? [y]es, [N]o, or ${others.join(", ")}: `;
}

/** `null`: that was no answer. Nothing but yes is yes. */
export function toAnswer(words: string, gate: GateView): Answer | null {
  const word = words.trim().toLowerCase();
  if (word === "y" || word === "yes") return { kind: "yes" };
  if (word === "" || word === "n" || word === "no") return { kind: "no" };
  const system = othersOf(gate).find((one) => one === word || `as ${one}` === word);
  return system === undefined ? null : { kind: "other", system };
}

/** Only the question about a chosen system can be answered by naming another. */
function othersOf({ details }: GateView): System[] {
  const chosen = (details as { readonly system?: unknown } | null)?.system;
  return SYSTEMS.some((system) => system === chosen) ? SYSTEMS.filter((system) => system !== chosen) : [];
}
