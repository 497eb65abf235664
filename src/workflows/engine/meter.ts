// What a script may use between two refuels: fuel (its own steps), work (the engine's), posts.
import {
  GUEST_FUEL_PER_ACTIVATION,
  GUEST_POSTS_PER_ACTIVATION,
  GUEST_POSTS_PER_ACTIVATION_CHARS,
  GUEST_WORK_PER_ACTIVATION,
} from "../../protocol/limits.ts";

/** The counter that a metered module counts down (meter-wasm.ts). */
export type WorkCounter = { value: number };

/** Work enough to write down a stack. */
const RESCUE_WORK = 2_000_000;

export class Meter {
  #posts: string[] = [];
  #fuel = 0;
  #postedCount = 0;
  #postedChars = 0;
  readonly #work: () => WorkCounter;
  readonly #share: number;

  /**
   * @param work the module's counter, there as soon as the module is.
   * @param share of fuel and work, from 0 to 1.
   */
  constructor(work: () => WorkCounter, share = 1) {
    this.#work = work;
    this.#share = share;
  }

  refuel(): void {
    this.#fuel = 0;
    this.#postedCount = 0;
    this.#postedChars = 0;
    this.#work().value = GUEST_WORK_PER_ACTIVATION * this.#share;
  }

  burn(fuel: number): void {
    this.#fuel += fuel;
  }

  /** Keeps a post of the guest, unless it is one too many. */
  post(text: string): void {
    this.#postedCount += 1;
    this.#postedChars += text.length;
    if (!this.hasPostedTooMuch) this.#posts.push(text);
    // One too many: the module stops at its next step, not after thousands more.
    else this.#work().value = -1;
  }

  takePosts(): readonly string[] {
    const posts = this.#posts;
    this.#posts = [];
    return posts;
  }

  get hasPostedTooMuch(): boolean {
    return (
      this.#postedCount > GUEST_POSTS_PER_ACTIVATION || this.#postedChars > GUEST_POSTS_PER_ACTIVATION_CHARS
    );
  }

  get isSpent(): boolean {
    return this.#fuel > GUEST_FUEL_PER_ACTIVATION * this.#share || this.hasPostedTooMuch;
  }

  /** The module was stopped in the middle of something. */
  get isWorkSpent(): boolean {
    return this.#work().value < 0;
  }

  lendForRescue(): void {
    this.#work().value = RESCUE_WORK;
  }
}
