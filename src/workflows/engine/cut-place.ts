// Where the guest is when its fuel is used up. An async function that is cut short leaves no stack behind, so the
// interrupt handler looks while it still runs.
import type { QuickJS } from "quickjs-wasi";

/** The handler may fall between two functions of the script, where no line is to be seen: it lets them go on a little. */
const LOOKS_MAX = 16;
/** Interrupts that looking itself may take: a script can have put its own code behind `Error`. */
const INTERRUPTS_OF_A_LOOK = 2;

export class CutPlace {
  #stack = "";
  #looks = 0;
  #isLooking = false;
  #interrupts = 0;

  /** The guest's stack as far as it was seen, else empty. */
  get stack(): string {
    return this.#stack;
  }

  /** What the interrupt handler answers: whether the guest is cut short now. */
  cuts(vm: QuickJS, isSpent: () => boolean): boolean {
    if (!this.#isLooking) return isSpent() && this.#look(vm);
    this.#interrupts += 1;
    return this.#interrupts > INTERRUPTS_OF_A_LOOK;
  }

  #look(vm: QuickJS): boolean {
    if (this.#stack !== "" || this.#looks >= LOOKS_MAX) return true;
    this.#looks += 1;
    this.#interrupts = 0;
    this.#isLooking = true;
    try {
      const stack = vm.evalCode("new Error().stack", "pawl").toString();
      if (/script-\d+:/.test(stack)) this.#stack = stack;
    } catch {
      // Out of stack or memory, or a script that has put something else behind Error.
    }
    this.#isLooking = false;
    return this.#stack !== "";
  }
}
