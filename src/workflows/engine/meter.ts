// What a script may use between two refuels: fuel (its own steps), work (the engine's), posts.
import type { EngineLimits } from "./engine-limits.ts";

/** The counter that a metered module counts down (meter-wasm.ts). */
export type WorkCounter = { value: number };

/** Work enough to write down a stack. */
const RESCUE_WORK = 2_000_000;

/** Since the last refuel. */
type Used = { fuel: number; posts: number; postedChars: number; deliveredChars: number };

function nothingUsed(): Used {
  return { fuel: 0, posts: 0, postedChars: 0, deliveredChars: 0 };
}

export class Meter {
  #posts: string[] = [];
  #used = nothingUsed();
  #programWork: number | null;
  readonly #limits: EngineLimits;
  readonly #work: () => WorkCounter;

  /** @param work the module's counter, there as soon as the module is. */
  constructor(limits: EngineLimits, work: () => WorkCounter) {
    this.#limits = limits;
    this.#work = work;
    this.#programWork = limits.programWork;
  }

  refuel(): void {
    this.#used = nothingUsed();
    this.#programWork = this.#limits.programWork;
    this.#work().value = this.#limits.work;
  }

  burn(fuel: number): void {
    this.#used.fuel += fuel;
  }

  /** Pays for reading a program: a long one leaves its script as much as a short one. */
  chargeProgram(read: () => void): void {
    if (this.#programWork === null) return read();
    const work = this.#work();
    const scripts = work.value;
    work.value = this.#programWork;
    read();
    // Not reached by a program that is cut short: its engine is at its end.
    this.#programWork = work.value;
    work.value = scripts;
  }

  /** Pays for reading what the host delivers: results belong to work that is done and paid for. */
  payDelivery(chars: number): void {
    const { workPerDeliveredChar, deliveredCharsPaid } = this.#limits;
    const paid = Math.min(chars, Math.max(0, deliveredCharsPaid - this.#used.deliveredChars));
    this.#used.deliveredChars += chars;
    this.#work().value += paid * workPerDeliveredChar;
  }

  /** Keeps a post of the guest, unless it is one too many. */
  post(text: string): void {
    this.#used.posts += 1;
    this.#used.postedChars += text.length;
    // One too many: the module stops at its next step, not after thousands more.
    if (this.hasPostedTooMuch) this.#work().value = -1;
    else this.#keepPost(text);
  }

  #keepPost(text: string): void {
    this.#posts.push(text);
    if (this.#used.posts <= this.#limits.postsPaid) this.#work().value += this.#limits.workPerPost;
  }

  takePosts(): readonly string[] {
    const posts = this.#posts;
    this.#posts = [];
    return posts;
  }

  get hasPostedTooMuch(): boolean {
    return this.#used.posts > this.#limits.posts || this.#used.postedChars > this.#limits.postedChars;
  }

  get isSpent(): boolean {
    return this.#used.fuel > this.#limits.fuel || this.hasPostedTooMuch;
  }

  /** The module was stopped in the middle of something. */
  get isWorkSpent(): boolean {
    return this.#work().value < 0;
  }

  lendForRescue(): void {
    this.#work().value = RESCUE_WORK;
  }
}
