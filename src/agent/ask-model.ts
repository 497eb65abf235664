// One request to the model and its booking: whatever is paid for is in the transcript before anything else happens.
import { failPoint } from "../workspace/fail-point.ts";
import { isSimulated, toUsage } from "./ledger.ts";
import type { Ledger } from "./ledger.ts";
import type { MessageParam, ModelClient, PaidAnswer, ReceivedMessage } from "./model-client.ts";
import { refusedParameter, toRequest } from "./request-terms.ts";
import type { RequestTerms } from "./request-terms.ts";
import type { BookedRequest } from "./transcript/entry.ts";
import type { Transcript } from "./transcript/store.ts";
import { toEntry } from "./turn-entry.ts";
import type { TurnEntry } from "./turn-entry.ts";

export type Question = {
  readonly turn: number;
  readonly messages: readonly MessageParam[];
  readonly max_tokens: number;
  /** Parameters that this model does not take; more may be found out. */
  readonly without: Set<string>;
};

/** Resolves to what is in the transcript by then. Throws as `ModelClient.send`. */
export type AskModel = (question: Question) => Promise<TurnEntry>;

export type AskModelOptions = {
  readonly terms: RequestTerms;
  readonly connect: (onLost: (answer: PaidAnswer) => void) => ModelClient;
  readonly transcript: Transcript;
  readonly ledger: Ledger;
};

export function makeAskModel({ terms, connect, transcript, ledger }: AskModelOptions): AskModel {
  const lost: PaidAnswer[] = [];
  const client = connect((answer) => void lost.push(answer));
  const book = ({ id: messageId, requestId, usage: used }: PaidAnswer): BookedRequest => {
    if (isSimulated({ messageId, requestId })) ledger.markSimulated();
    const usage = toUsage(used);
    const costUsd = ledger.count(terms.model, usage) ?? 0;
    return { model: terms.model, requestId, messageId, usage, costUsd };
  };
  const send = async ({ messages, max_tokens, without }: Question): Promise<ReceivedMessage> => {
    try {
      failPoint("before-request");
      const message = await client.send({
        ...toRequest(terms, without),
        max_tokens,
        messages: [...messages],
      });
      failPoint("after-request");
      return message;
    } finally {
      const entries = lost.splice(0).map((answer) => ({ kind: "lost", ...book(answer) }) as const);
      if (entries.length > 0) await transcript.append(...entries);
    }
  };
  const sendWithout = async (question: Question): Promise<ReceivedMessage> => {
    try {
      return await send(question);
    } catch (error) {
      const parameter = refusedParameter(error, question.without);
      if (parameter === null) throw error;
      await transcript.append({ kind: "without", parameter });
      question.without.add(parameter);
      return sendWithout(question);
    }
  };
  return async (question) => {
    // A finished turn is durable before the next begins.
    await transcript.settle();
    const message = await sendWithout(question);
    const entry = toEntry(question.turn, message, book(message));
    await transcript.append(...notes(question.turn, ledger), entry);
    return entry;
  };
}

function notes(turn: number, ledger: Ledger) {
  const model = turn === 1 ? ledger.modelWithoutPrice() : null;
  if (model === null) return [];
  return [{ kind: "note", message: `No price is known for ${model}; its cost counts as 0.` } as const];
}
