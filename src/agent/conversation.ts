// The messages of one agent: append-only and byte for byte as received, for the prompt cache and because thinking
// blocks are bound to what went before them. What earlier attempts said and heard comes from the transcript; only what
// comes after that is asked of the model.
import type Anthropic from "@anthropic-ai/sdk";
import { AgentError } from "./agent-error.ts";
import type { AskModel } from "./ask-model.ts";
import { cutResults, isMoreThanThought, makeRoom, tokensOfResults } from "./context-room.ts";
import type { LastTurn } from "./context-room.ts";
import type { Ledger } from "./ledger.ts";
import type { MailReader } from "./mail-reader.ts";
import type { MessageParam } from "./model-client.ts";
import type { Past, Step } from "./past.ts";
import { resultsOf } from "./recalled-results.ts";
import { isTooLong } from "./request-terms.ts";
import { sendableContent } from "./sendable-content.ts";
import { fromEntry } from "./turn-entry.ts";
import type { Turn, TurnEntry } from "./turn-entry.ts";
import type { TranscriptEvent } from "./transcript/entry.ts";
import type { Transcript } from "./transcript/store.ts";
import { wellFormed } from "./well-formed.ts";

export type ConversationOptions = {
  readonly ask: AskModel;
  readonly past: Past;
  readonly transcript: Transcript;
  readonly ledger: Ledger;
  readonly mail: MailReader;
  /** Tokens that the model can read at once. */
  readonly window: number;
  /** Output tokens that one answer may have. */
  readonly outputTokens: number;
  /** Output tokens that the agent may use in all. */
  readonly maxTokens: number;
};

export type Conversation = {
  /** What an earlier agent said and heard, to its end: this one goes on from there. Before `begin`. */
  recall(earlier: Past): void;
  /** The first words. They go into the transcript together with what the attempt begins with. */
  begin(prompt: string, attempt: TranscriptEvent): Promise<void>;
  /** Adds words for the model, and writes them down. */
  say(text: string): Promise<void>;
  /** Adds results of tools; those are written down already. */
  give(results: readonly Anthropic.ToolResultBlockParam[]): void;
  /** The model's next message, added. It is in the transcript when this returns. `turn` counts from 1. */
  next(turn: number): Promise<Turn>;
};

export function makeConversation(options: ConversationOptions): Conversation {
  return new RecordedConversation(options);
}

class RecordedConversation implements Conversation {
  readonly #options: ConversationOptions;
  #messages: readonly MessageParam[] = [];
  /** The step that the conversation is in, and how many of its recorded words were said again. */
  #step = 0;
  #said = 0;
  #last: LastTurn | null = null;
  readonly #trimmed = new Set<string>();
  readonly #without = new Set<string>();

  constructor(options: ConversationOptions) {
    this.#options = options;
  }

  recall(earlier: Past): void {
    for (let number = 0; number <= earlier.turns; number += 1) {
      const step = earlier.step(number);
      if (step.turn !== null) this.#hear(step.turn);
      const results = resultsOf(step);
      if (results.length > 0) this.give(results);
      for (const content of step.words) this.#add({ role: "user", content });
      this.#leaveOut(step);
    }
  }

  async begin(prompt: string, attempt: TranscriptEvent): Promise<void> {
    const recorded = this.#recordedWords();
    const content = recorded ?? wellFormed(prompt);
    const words = recorded === null ? [{ kind: "user", content } as const] : [];
    await this.#options.transcript.append(attempt, ...words);
    this.#add({ role: "user", content });
  }

  async say(text: string): Promise<void> {
    const recorded = this.#recordedWords();
    const content = recorded ?? wellFormed(text);
    if (recorded === null) await this.#options.transcript.append({ kind: "user", content });
    this.#add({ role: "user", content });
  }

  give(results: readonly Anthropic.ToolResultBlockParam[]): void {
    this.#add({ role: "user", content: [...results] });
  }

  async next(turn: number): Promise<Turn> {
    this.#finishStep();
    const recorded = this.#options.past.step(turn).turn;
    const entry = recorded ?? (await this.#askNow(turn));
    this.#step = turn;
    this.#said = 0;
    return this.#hear(entry);
  }

  #hear(entry: TurnEntry): Turn {
    const received = fromEntry(entry);
    const content = [...sendableContent(received)];
    // The API refuses messages without content and those that end in a thought; such a turn has said nothing.
    if (content.some(isMoreThanThought)) this.#add({ role: "assistant", content });
    this.#last = { usage: entry.usage, messages: this.#messages.length, cut: 0 };
    return received;
  }

  /** Says and does again what was said and done before the next turn was asked for. */
  #finishStep(): void {
    const step = this.#options.past.step(this.#step);
    for (let words = this.#recordedWords(); words !== null; words = this.#recordedWords())
      this.#add({ role: "user", content: words });
    this.#leaveOut(step);
  }

  #leaveOut({ trimmed, without }: Step): void {
    for (const ids of trimmed) this.#cut(ids);
    for (const parameter of without) this.#without.add(parameter);
  }

  #recordedWords(): string | null {
    const words = this.#options.past.step(this.#step).words[this.#said];
    this.#said += 1;
    return words ?? null;
  }

  async #askNow(turn: number): Promise<TurnEntry> {
    const { ask, ledger, maxTokens, outputTokens } = this.#options;
    ledger.beginTurn(turn);
    const left = maxTokens - ledger.state().usage.outputTokens;
    if (left <= 0) {
      throw new AgentError(
        "AgentOutOfRoom",
        `The agent used up its ${maxTokens} output tokens (option maxTokens) without coming to an end.`,
      );
    }
    await this.#hearMail();
    await this.#makeRoom(this.#options.window);
    const asked = { turn, max_tokens: Math.min(left, outputTokens), without: this.#without };
    try {
      return await ask({ ...asked, messages: this.#messages });
    } catch (error) {
      if (!isTooLong(error)) throw error;
      // The API counts better than anybody guesses: everything goes that can.
      if (!(await this.#makeRoom(0))) throw outOfRoom(this.#options.window);
      return await ask({ ...asked, messages: this.#messages });
    }
  }

  async #hearMail(): Promise<void> {
    const { mail, transcript } = this.#options;
    const said = await mail.next();
    if (said === null) return;
    const content = wellFormed(said.content);
    await transcript.append({ kind: "user", content, mail: said.mail });
    mail.took(said.mail);
    this.#add({ role: "user", content });
  }

  /**
   * Whether it cut anything. Never of a guess alone: what the last answer counted is the most of it, and that is in the
   * transcript. A window of 0 tokens asks for everything that can be cut.
   */
  async #makeRoom(window: number): Promise<boolean> {
    const last = this.#last;
    if (last === null) return false;
    const room = makeRoom({ messages: this.#messages, last, window, trimmed: this.#trimmed });
    if (room.full && window > 0) throw outOfRoom(window);
    if (room.ids.length === 0) return false;
    await this.#options.transcript.append({ kind: "trimmed", ids: room.ids });
    this.#cut(room.ids);
    return true;
  }

  #cut(ids: readonly string[]): void {
    const these = new Set(ids);
    const last = this.#last;
    if (last !== null) this.#last = { ...last, cut: last.cut + tokensOfResults(this.#messages, these) };
    this.#messages = cutResults(this.#messages, these);
    for (const id of ids) this.#trimmed.add(id);
  }

  #add(message: MessageParam): void {
    this.#messages = [...this.#messages, message];
  }
}

function outOfRoom(window: number): AgentError {
  return new AgentError(
    "AgentOutOfRoom",
    `The agent's conversation no longer fits the model's context window of ${window} tokens, though its old tool results were cut.`,
  );
}
