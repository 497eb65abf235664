// QuickJS in WebAssembly behind the engine's interface: opaque guest handles inside, texts outside.
import { JSException, QuickJS, type JSValueHandle } from "quickjs-wasi";
import {
  GUEST_FUEL_PER_ACTIVATION,
  GUEST_MEMORY_BYTES,
  GUEST_POSTS_PER_ACTIVATION,
  GUEST_POSTS_PER_ACTIVATION_CHARS,
  GUEST_STACK_BYTES,
} from "../../protocol/limits.ts";
import {
  EngineLimitError,
  EngineScriptError,
  type EngineFactory,
  type EngineOptions,
  type ScriptEngine,
} from "./engine.ts";
import { ENGINE_ID, PRELUDE, WEB_GLOBALS } from "./prelude.generated.ts";

/** Name of a frame's script in guest stacks: `script-0` for the run's own. */
export function frameFileName(frame: number): string {
  return `script-${frame}`;
}

/** @param module the engine's bytes, compiled once per process: compiling costs more than a run's start. */
export function quickJsEngine(module: WebAssembly.Module): EngineFactory {
  return { id: ENGINE_ID, make: (options) => makeEngine(module, options) };
}

type RejectionHandler = (promise: JSValueHandle, reason: JSValueHandle, isHandled: boolean) => void;

/** What is counted between two refuels. */
type Meter = { fuel: number; postedCount: number; postedChars: number; posts: string[] };

/** A job of the guest's queue costs about as much as so many parts of one call of the interrupt handler (measured). */
const JOBS_PER_FUEL = 1_000;

function isSpent(meter: Meter): boolean {
  return meter.fuel > GUEST_FUEL_PER_ACTIVATION || hasPostedTooMuch(meter);
}

function hasPostedTooMuch(meter: Meter): boolean {
  return (
    meter.postedCount > GUEST_POSTS_PER_ACTIVATION || meter.postedChars > GUEST_POSTS_PER_ACTIVATION_CHARS
  );
}

async function makeEngine(module: WebAssembly.Module, options: EngineOptions): Promise<ScriptEngine> {
  const meter: Meter = { fuel: 0, postedCount: 0, postedChars: 0, posts: [] };
  let onRejection: RejectionHandler = () => undefined;
  const vm = await QuickJS.create({
    wasm: module,
    memoryLimit: GUEST_MEMORY_BYTES,
    maxStackSize: GUEST_STACK_BYTES,
    timezoneOffset: 0,
    interruptHandler: () => {
      meter.fuel += 1;
      return isSpent(meter);
    },
    onUnhandledRejection: (...rejection: Parameters<RejectionHandler>) => onRejection(...rejection),
    wasi: deterministicWasi(options.now),
  });
  const entries = installPrelude(vm, options.settings, meter);
  onRejection = rejectionTeller(vm, entries.rejection);

  function guarded(act: () => void): readonly string[] {
    meter.posts = [];
    runGuest(act, meter);
    return meter.posts;
  }

  return {
    load(frame, program) {
      return guarded(() => {
        const compiled = vm.evalCode(program, frameFileName(frame));
        const number = vm.newNumber(frame);
        vm.callFunction(entries.load, vm.undefined, number, compiled).dispose();
        number.dispose();
        compiled.dispose();
      });
    },
    deliver(events) {
      return guarded(() => {
        const text = vm.newString(events);
        vm.callFunction(entries.deliver, vm.undefined, text).dispose();
        text.dispose();
        runJobs(vm, meter);
        vm.callFunction(entries.idle, vm.undefined).dispose();
      });
    },
    refuel() {
      meter.fuel = 0;
      meter.postedCount = 0;
      meter.postedChars = 0;
    },
    dispose: () => vm.dispose(),
  };
}

/** Tells the prelude of promises rejected with nobody there: it knows by identity which are handled later (F07). */
function rejectionTeller(vm: QuickJS, entry: JSValueHandle): RejectionHandler {
  return (promise, reason, isHandled) => {
    const handled = isHandled ? vm.true : vm.false;
    try {
      vm.callFunction(entry, vm.undefined, promise, reason, handled).dispose();
    } catch {
      // Out of stack, memory or fuel in the middle of it: the guest is about to hear of that itself.
    }
  };
}

function installPrelude(vm: QuickJS, settings: string, meter: Meter) {
  const post = vm.newFunction("post", (text) => {
    const posted = text?.toString() ?? "";
    meter.postedCount += 1;
    meter.postedChars += posted.length;
    if (!hasPostedTooMuch(meter)) meter.posts.push(posted);
    return vm.undefined;
  });
  const install = vm.evalCode(PRELUDE, "pawl");
  const given = [post, vm.newString(settings), vm.newString(WEB_GLOBALS)];
  const entries = vm.callFunction(install, vm.undefined, ...given);
  for (const handle of [install, ...given]) handle.dispose();
  const named = {
    load: entries.getProp("load"),
    deliver: entries.getProp("deliver"),
    rejection: entries.getProp("rejection"),
    idle: entries.getProp("idle"),
  };
  entries.dispose();
  return named;
}

/** Drains the guest's jobs. The library's own loop loses the stack of a job that was cut short. */
function runJobs(vm: QuickJS, meter: Meter): void {
  const exports = vm._getExports();
  while (exports.qjs_is_job_pending()) {
    meter.fuel += 1 / JOBS_PER_FUEL;
    if (exports.qjs_execute_pending_job() < 0) throw new JSException(vm.getException());
  }
}

/** Runs guest code and turns what cuts it short into `EngineLimitError`. */
function runGuest(act: () => void, meter: Meter): void {
  try {
    act();
  } catch (error) {
    throw toLimitError(error, meter);
  }
  if (isSpent(meter)) throw spentError(meter, "");
}

function toLimitError(error: unknown, meter: Meter): unknown {
  if (isSpent(meter)) return spentError(meter, stackOf(error));
  if (error instanceof JSException) {
    if (/out of memory/.test(error.message)) return memoryError(stackOf(error));
    if (/call stack/.test(error.message)) return stackError(stackOf(error));
    return new EngineScriptError(`${error.name}: ${error.message}`, stackOf(error));
  }
  if (error instanceof WebAssembly.RuntimeError) return memoryError("");
  if (error instanceof RangeError) return stackError("");
  return error;
}

function spentError(meter: Meter, stack: string): EngineLimitError {
  if (hasPostedTooMuch(meter)) {
    return new EngineLimitError(
      "posts",
      "The script logged or called more than a run can hold in one go.",
      stack,
    );
  }
  return new EngineLimitError(
    "fuel",
    "The script computed for too long without waiting for anything: an endless loop, or work that belongs to an agent or a check.",
    stack,
  );
}

function memoryError(stack: string): EngineLimitError {
  const mib = GUEST_MEMORY_BYTES / (1024 * 1024);
  return new EngineLimitError("memory", `The script used more than ${mib} MiB of memory.`, stack);
}

function stackError(stack: string): EngineLimitError {
  return new EngineLimitError("stack", "The script called itself too deeply: the stack is used up.", stack);
}

function stackOf(error: unknown): string {
  return error instanceof JSException ? (error.stack ?? "") : "";
}

/** The clock is the workflow's, randomness is fixed, and nothing is written anywhere. */
function deterministicWasi(now: () => number) {
  const SUCCESS = 0;
  return (memory: WebAssembly.Memory): Record<string, (...values: never[]) => number> => ({
    clock_time_get(_clock: number, _precision: bigint, at: number): number {
      new DataView(memory.buffer).setBigUint64(at, BigInt(now()) * 1_000_000n, true);
      return SUCCESS;
    },
    random_get(at: number, length: number): number {
      new Uint8Array(memory.buffer, at, length).fill(7);
      return SUCCESS;
    },
    fd_write(_fd: number, _vectors: number, _count: number, written: number): number {
      new DataView(memory.buffer).setUint32(written, 0, true);
      return SUCCESS;
    },
  });
}
