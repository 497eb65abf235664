// QuickJS in WebAssembly behind the engine's interface: opaque guest handles inside, texts outside.
import { JSException, QuickJS, type JSValueHandle } from "quickjs-wasi";
import { CutPlace } from "./cut-place.ts";
import {
  EngineLimitError,
  EngineScriptError,
  type EngineFactory,
  type EngineOptions,
  type EngineShelf,
  type ScriptEngine,
} from "./engine.ts";
import { shareOf, type EngineLimits } from "./engine-limits.ts";
import { WORK_EXPORT } from "./meter-wasm.ts";
import { Meter, type WorkCounter } from "./meter.ts";
import { preludes, type Prelude } from "./preludes.ts";

/** Name of a frame's script in guest stacks: `script-0` for the run's own. */
export function frameFileName(frame: number): string {
  return `script-${frame}`;
}

/** @param bytes of the metered module (meter-wasm.ts); compiled here, once: that costs more than a run's start. */
export function quickJsEngines(bytes: Uint8Array): EngineShelf {
  const module = new WebAssembly.Module(bytes);
  const factory = (prelude: Prelude): EngineFactory => ({
    id: prelude.id,
    make: (options) => makeEngine(module, prelude, options),
  });
  const older = new Map(preludes.kept.map((prelude) => [prelude.id, factory(prelude)]));
  const newest = factory(preludes.newest);
  return { newest, get: (id) => (id === newest.id ? newest : older.get(id)) };
}

type RejectionHandler = (promise: JSValueHandle, reason: JSValueHandle, isHandled: boolean) => void;

/** 125,000 jobs of the guest's queue use up the fuel: 0.3 s, and 2 s where each breeds two (measured). */
const JOBS_PER_FUEL = 250;

async function makeEngine(
  module: WebAssembly.Module,
  prelude: Prelude,
  options: EngineOptions,
): Promise<ScriptEngine> {
  const limits = shareOf(prelude.limits, options.share ?? 1);
  const meter: Meter = new Meter(limits, () => workOf(vm));
  const place = new CutPlace();
  const burn = (): boolean => {
    meter.burn(1);
    return meter.isSpent;
  };
  const hooks: Hooks = { cuts: () => place.cuts(vm, burn), rejected: () => undefined };
  const vm: QuickJS = await startVm(module, { ...options, limits }, hooks);
  const entries = installPrelude(vm, prelude, options.settings, meter);
  hooks.rejected = rejectionTeller(vm, entries.rejection);
  meter.refuel();
  let cutShort = false;

  function guarded(act: () => void): readonly string[] {
    try {
      act();
    } catch (error) {
      cutShort = true;
      throw toLimitError(error, { vm, meter, place, limits });
    }
    if (meter.isSpent) throw spentError(meter, place.orSeen(""));
    return meter.takePosts();
  }

  return {
    load(frame, program) {
      return guarded(() => {
        meter.chargeProgram(() => {
          const compiled = vm.evalCode(program, frameFileName(frame));
          const number = vm.newNumber(frame);
          vm.callFunction(entries.load, vm.undefined, number, compiled).dispose();
          number.dispose();
          compiled.dispose();
        });
      });
    },
    deliver(events) {
      meter.burn(limits.fuelPerDelivery);
      meter.payDelivery(events.length);
      return guarded(() => {
        const text = vm.newString(events);
        vm.callFunction(entries.deliver, vm.undefined, text).dispose();
        text.dispose();
        runJobs(vm, meter);
        vm.callFunction(entries.idle, vm.undefined).dispose();
      });
    },
    refuel: () => meter.refuel(),
    dispose() {
      // Stopped in the middle of its work it cannot tidy up: its memory goes with it.
      if (!cutShort) vm.dispose();
    },
  };
}

/** What the engine asks and tells its host while it runs. */
type Hooks = { readonly cuts: () => boolean; rejected: RejectionHandler };

type VmOptions = EngineOptions & { readonly limits: EngineLimits };

function startVm(module: WebAssembly.Module, { now, limits }: VmOptions, hooks: Hooks): Promise<QuickJS> {
  return QuickJS.create({
    wasm: module,
    memoryLimit: limits.memoryBytes,
    maxStackSize: limits.stackBytes,
    timezoneOffset: 0,
    interruptHandler: () => hooks.cuts(),
    onUnhandledRejection: (...rejection: Parameters<RejectionHandler>) => hooks.rejected(...rejection),
    wasi: deterministicWasi(now),
  });
}

function workOf(vm: QuickJS): WorkCounter {
  return (vm._getExports() as unknown as { readonly [WORK_EXPORT]: WorkCounter })[WORK_EXPORT];
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

function installPrelude(vm: QuickJS, prelude: Prelude, settings: string, meter: Meter) {
  const post = vm.newFunction("post", (text) => {
    meter.post(text?.toString() ?? "");
    return vm.undefined;
  });
  const install = vm.evalCode(prelude.text, "pawl");
  const given = [post, vm.newString(settings), vm.newString(prelude.webGlobals)];
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
    meter.burn(1 / JOBS_PER_FUEL);
    if (exports.qjs_execute_pending_job() < 0) throw new JSException(vm.getException());
  }
}

type Cut = {
  readonly vm: QuickJS;
  readonly meter: Meter;
  readonly place: CutPlace;
  readonly limits: EngineLimits;
};

/** What cuts guest code short becomes `EngineLimitError`. */
function toLimitError(error: unknown, { vm, meter, place, limits }: Cut): unknown {
  if (meter.isWorkSpent) return spentError(meter, place.orSeen(whereCut(vm, meter)));
  if (meter.isSpent) return spentError(meter, place.orSeen(stackOf(error)));
  if (error instanceof JSException) {
    if (/out of memory/.test(error.message)) return memoryError(limits, stackOf(error));
    if (/call stack/.test(error.message)) return stackError(stackOf(error));
    return new EngineScriptError(`${error.name}: ${error.message}`, stackOf(error));
  }
  if (error instanceof WebAssembly.RuntimeError) return memoryError(limits, "");
  if (error instanceof RangeError) return stackError("");
  return error;
}

function spentError(meter: Meter, stack: string): EngineLimitError {
  if (meter.hasPostedTooMuch) {
    return new EngineLimitError(
      "posts",
      "The script logged or called more than a run can hold in one go.",
      stack,
    );
  }
  return new EngineLimitError(
    "fuel",
    "The script computed for too long without waiting for anything. A loop without end needs a bound; long work goes " +
      "into pieces with `await sleep(0)` between them (each gets the full allowance), or to an agent or a check.",
    stack,
  );
}

function memoryError(limits: EngineLimits, stack: string): EngineLimitError {
  const mib = limits.memoryBytes / (1024 * 1024);
  return new EngineLimitError("memory", `The script used more than ${mib} MiB of memory.`, stack);
}

function stackError(stack: string): EngineLimitError {
  return new EngineLimitError("stack", "The script called itself too deeply: the stack is used up.", stack);
}

function stackOf(error: unknown): string {
  return error instanceof JSException ? (error.stack ?? "") : "";
}

/** The module stands where it was stopped, so a new error's stack shows the guest's frames. */
function whereCut(vm: QuickJS, meter: Meter): string {
  meter.lendForRescue();
  try {
    return vm.evalCode("new Error().stack", "pawl").toString();
  } catch {
    return "";
  }
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
