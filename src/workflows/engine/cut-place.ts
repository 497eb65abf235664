// Where the guest is when it has used up what it may use. Cut short, it often leaves no stack behind: an async function
// gives none, and the cut may fall between two functions of the script. So the interrupt handler looks while it runs.
import type { QuickJS } from "quickjs-wasi";

/** A cut that falls where no line is to be seen is put off: so many interrupts at most. */
const PUT_OFFS_MAX = 16;
/** Interrupts that looking itself may take: a script can have put its own code behind `Error`. */
const INTERRUPTS_OF_A_LOOK = 2;

export class CutPlace {
  #stack = "";
  #putOffs = 0;
  #isLooking = false;
  #interrupts = 0;

  /** The stack that a cut left behind if a line of a script is in it, else the last that was seen. */
  orSeen(stack: string): string {
    return namesScript(stack) ? stack : this.#stack;
  }

  /** What the interrupt handler answers: whether the guest is cut short now. */
  cuts(vm: QuickJS, isSpent: () => boolean): boolean {
    if (this.#isLooking) {
      this.#interrupts += 1;
      return this.#interrupts > INTERRUPTS_OF_A_LOOK;
    }
    const isSeen = this.#look(vm);
    if (!isSpent()) return false;
    this.#putOffs += 1;
    return isSeen || this.#putOffs > PUT_OFFS_MAX;
  }

  #look(vm: QuickJS): boolean {
    this.#interrupts = 0;
    this.#isLooking = true;
    let stack = "";
    try {
      stack = vm.evalCode("new Error().stack", "pawl").toString();
    } catch {
      // Out of stack or memory, or a script that has put something else behind Error.
    }
    this.#isLooking = false;
    if (!namesScript(stack)) return false;
    this.#stack = stack;
    return true;
  }
}

function namesScript(stack: string): boolean {
  return /script-\d+:/.test(stack);
}
