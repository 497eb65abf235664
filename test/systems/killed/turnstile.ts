// Holds every answer of the model until it is let go: so a run stands still at places that a test chooses.
import type { Hold, SimulatedRequest } from "../../../src/simulator/rules.ts";

/** One turn of one agent of a run, however often it is asked for: its number in the conversation, and how that begins. */
export type Turn = string;

type Waiting = { readonly turn: Turn; readonly letGo: () => void };

/** The answers of one run. */
export class HeldRun {
  readonly #turnOf = new Map<string, Turn>();
  readonly #conversations = new Map<string, SimulatedRequest>();
  readonly #waiting = new Set<Waiting>();
  #isOpen = false;

  /** What was asked for with a request of this key; `undefined` when no such request was the run's. */
  turnOf(key: string): Turn | undefined {
    return this.#turnOf.get(key);
  }

  /** All that were asked for, sorted. */
  turns(): Turn[] {
    return [...new Set(this.#turnOf.values())].toSorted();
  }

  /** The last request of each conversation: it has all of it. */
  conversations(): readonly SimulatedRequest[] {
    return [...this.#conversations.values()];
  }

  /** A turn for each answer that is held. Those that were first asked for first come first. */
  held(): Turn[] {
    const turns = [...new Set(this.#turnOf.values())];
    const waiting = [...this.#waiting].map(({ turn }) => turn);
    return waiting.toSorted((a, b) => turns.indexOf(a) - turns.indexOf(b));
  }

  letGo(turns: readonly Turn[]): void {
    for (const waiting of this.#waiting) if (turns.includes(waiting.turn)) this.#end(waiting);
  }

  /** From now on nothing is held. */
  open(): void {
    this.#isOpen = true;
    this.letGo(this.held());
  }

  async hold(request: SimulatedRequest, gone: AbortSignal): Promise<void> {
    const { key, turn: number, prompt } = request;
    const turn = `${number} ${prompt}`;
    this.#turnOf.set(key, turn);
    this.#conversations.set(prompt, request);
    gone.throwIfAborted();
    if (this.#isOpen) return;
    await new Promise<void>((letGo, reject) => {
      const waiting = { turn, letGo };
      this.#waiting.add(waiting);
      gone.addEventListener("abort", () => {
        this.#waiting.delete(waiting);
        reject(gone.reason as Error);
      });
    });
  }

  #end(waiting: Waiting): void {
    this.#waiting.delete(waiting);
    waiting.letGo();
  }
}

/** A run is known by the mark that is in all of its prompts (`marker` of test/support/stage.ts). */
export class Turnstile {
  readonly #runs = new Map<string, HeldRun>();

  readonly hold: Hold = (request, gone) =>
    this.run(/mark\w{8}/.exec(request.prompt)?.[0] ?? "").hold(request, gone);

  run(mark: string): HeldRun {
    const run = this.#runs.get(mark) ?? new HeldRun();
    this.#runs.set(mark, run);
    return run;
  }
}
