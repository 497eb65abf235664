// Runs one script to its end: delivers what happened, takes what the script asks, one delivery per activation.
import {
  HISTORY_MAX_BYTES,
  HISTORY_MAX_EVENTS,
  PENDING_OTHERS_MAX,
  RESULT_MAX_BYTES,
} from "../protocol/limits.ts";
import { utf8Bytes, type Json } from "../protocol/json.ts";
import { CallTable } from "./call-table.ts";
import {
  EngineLimitError,
  EngineScriptError,
  type EngineFactory,
  type ScriptEngine,
} from "./engine/engine.ts";
import { makeFrames, type Frame, type FrameStart } from "./frames.ts";
import type { GuestCall, GuestMessage, HostEvent } from "./messages.ts";
import { parseGuestMessage } from "./parse-guest-message.ts";
import { startAgentCall } from "./primitives/agent.ts";
import { runCheckCall } from "./primitives/check.ts";
import { runApproveCall, runAskCall } from "./primitives/gates.ts";
import { runHearCall } from "./primitives/hear.ts";
import { runMergeCall, type MergeEars } from "./primitives/merge.ts";
import { runTeamCall } from "./primitives/team.ts";
import { makeTimers } from "./primitives/timers.ts";
import { prepareNested } from "./primitives/workflow.ts";
import type { RunContext } from "./run-context.ts";
import { argsOf, type PreparedScript } from "../protocol/script.ts";
import { RunFailure, limitFailure, refusedProgramFailure, uncaughtFailure } from "./run-failure.ts";

/** Resolves to the script's value; throws `RunFailure`, or what `ports.until` throws when the run is cancelled. */
export async function runScript(run: RunContext, engines: EngineFactory): Promise<Json> {
  const { maxAgents, budgetOutputTokens } = run.settings;
  const settings = JSON.stringify({ maxAgents, budgetOutputTokens });
  const engine = await engines.make({ settings, now: run.ports.now });
  const script = new ScriptRun(run, engine);
  try {
    return await script.toEnd();
  } catch (error) {
    throw error instanceof EngineLimitError ? limitFailure(error, script.frames.sources) : error;
  } finally {
    engine.dispose();
  }
}

class ScriptRun {
  readonly frames = makeFrames();
  readonly #calls = new CallTable();
  readonly #timers: ReturnType<typeof makeTimers>;
  readonly #run: RunContext;
  readonly #engine: ScriptEngine;
  /** The workflow task that the engine was last refuelled for. */
  #task: number;
  #starts: FrameStart[] = [];
  #end: { readonly value: Json } | null = null;

  constructor(run: RunContext, engine: ScriptEngine) {
    this.#run = run;
    this.#engine = engine;
    this.#timers = makeTimers(run.ports);
    this.#task = run.ports.taskNumber();
  }

  async toEnd(): Promise<Json> {
    this.#tellPast();
    this.#starts.push(
      this.frames.add(this.#run.script, argsOf(this.#run.script, this.#run.settings.args), null),
    );
    while (this.#end === null) {
      if (this.#isIdle()) await this.#activation();
      for (const post of this.#deliver()) this.#receive(parseGuestMessage(post));
    }
    return this.#end.value;
  }

  /** Agents that the run asked before it had a script count for its limits, too. */
  #tellPast(): void {
    const { asked } = this.#run.record.agents;
    if (asked === 0) return;
    this.#calls.tell({ t: "counted", agents: asked });
    this.#calls.tell(this.#spent());
  }

  #isIdle(): boolean {
    return this.#calls.isEmpty && this.#starts.length === 0;
  }

  async #activation(): Promise<void> {
    if (this.#calls.openCount === 0) throw new RunFailure("ScriptError", STUCK);
    refuseLongHistory(this.#run.ports.history());
    await this.#run.ports.until(() => !this.#isIdle());
    this.#refuel();
  }

  /** Once a workflow task: calls that are refused at once settle in the same one, and a loop of them must come to an end. */
  #refuel(): void {
    const task = this.#run.ports.taskNumber();
    if (task === this.#task) return;
    this.#task = task;
    this.#engine.refuel();
  }

  #deliver(): readonly string[] {
    const events = this.#calls.takeInbox();
    const posts: string[] = [];
    for (const { frame, program, args } of this.#starts.splice(0)) {
      const loaded = this.#load(frame, program);
      if (loaded === null) continue;
      posts.push(...loaded);
      events.push({ t: "start", frame: frame.number, ...(args === undefined ? {} : { args }) });
    }
    return posts.concat(this.#engine.deliver(JSON.stringify(events)));
  }

  /** `null` when the engine refuses the program of a nested script: its caller is told. */
  #load({ number, callId }: Frame, program: string): readonly string[] | null {
    try {
      return this.#engine.load(number, program);
    } catch (error) {
      if (!(error instanceof EngineScriptError)) throw error;
      const failure = refusedProgramFailure(error, this.frames.sources);
      if (callId === null) throw failure;
      this.frames.remove(number);
      this.#rejectBy(callId, failure);
      return null;
    }
  }

  /** In the script the error is named by the failure's type. */
  #rejectBy(callId: number, { type, message }: RunFailure): void {
    this.#calls.reject(callId, Object.assign(new Error(message), { name: type }));
  }

  #receive(message: GuestMessage): void {
    const { record } = this.#run;
    switch (message.t) {
      case "agent":
        return this.#startAgent(message);
      case "check":
      case "approve":
      case "ask":
      case "hear":
      case "timer":
        return this.#calls.settleBy(message.id, this.#startOther(message));
      case "merge":
        return this.#startMerge(message);
      case "team":
        return this.#startTeam(message);
      case "clearTimer":
        this.#timers.clear(message.id);
        return this.#calls.forget(message.id);
      case "workflow":
        return this.#startNested(message);
      case "phase":
        return record.phases.enter(message.title);
      case "log":
        return record.log.write(message.level, message.message, message.phase);
      case "failure":
        record.failures.add({ ...message, call: null });
        return record.log.write("error", `${message.label}: ${message.message}`, message.phase);
      case "returned":
        return this.#endFrame(message);
      case "threw":
        return this.#failFrame(message);
    }
  }

  #startAgent(call: GuestCall<"agent">): void {
    const { id } = call;
    refuseMoreAgents(this.#run);
    const spent = (): HostEvent => this.#spent();
    this.#calls.keepOpen(id);
    startAgentCall(call, this.#run, {
      resolve: (value) => this.#calls.resolve(id, value, spent),
      reject: (error) => this.#calls.reject(id, error, spent),
      ...this.#ears(),
    });
  }

  /** For agents that the run starts by itself. */
  #ears(): MergeEars {
    return {
      counted: () => this.#calls.tell({ t: "counted", agents: 1 }),
      used: () => this.#calls.tell(this.#spent()),
    };
  }

  #spent(): HostEvent {
    return { t: "spent", outputTokens: this.#run.record.agents.usage.outputTokens };
  }

  async #startOther(call: GuestCall<"check" | "approve" | "ask" | "hear" | "timer">): Promise<Json> {
    this.#refuseMoreOthers();
    switch (call.t) {
      case "check":
        return runCheckCall(call, this.#run);
      case "approve":
        return runApproveCall(call, this.#run);
      case "ask":
        return runAskCall(call, this.#run);
      case "hear":
        return runHearCall(call, this.#run);
      case "timer":
        return this.#timers.run(call);
    }
  }

  /** It may start agents of its own: what they used is told before the call settles. */
  #startMerge(call: GuestCall<"merge">): void {
    this.#calls.settleBy(call.id, this.#mergeCall(call, this.#ears()), () => this.#spent());
  }

  async #mergeCall(call: GuestCall<"merge">, heard: MergeEars): Promise<Json> {
    this.#refuseMoreOthers();
    return runMergeCall(call, this.#run, heard);
  }

  /** As a merge; all agents of a team are its own. */
  #startTeam(call: GuestCall<"team">): void {
    this.#calls.settleBy(call.id, this.#teamCall(call), () => this.#spent());
  }

  async #teamCall(call: GuestCall<"team">): Promise<Json> {
    this.#refuseMoreOthers();
    return runTeamCall(call, this.#run, this.#ears());
  }

  /** Throws what the call rejects with; the call itself is not open yet. */
  #refuseMoreOthers(): void {
    if (this.#calls.openCount - this.#run.record.agents.open < PENDING_OTHERS_MAX) return;
    throw new RangeError(
      `a run may have ${PENDING_OTHERS_MAX} open timers, checks, gates and nested scripts; wait for some first`,
    );
  }

  /** The call stays open until the nested script ends; only its preparation may reject it here. */
  #startNested({ id, frame, ref, args }: GuestCall<"workflow">): void {
    const parent = this.frames.get(frame);
    const preparing = this.#prepareNested({ ref, args }, parent.depth);
    this.#calls.keepOpen(id);
    preparing.then(
      (script) => {
        this.#run.record.phases.declare(script.meta.phases);
        this.#starts.push(this.frames.add(script, argsOf(script, args), { frame: parent, callId: id }));
      },
      (error: unknown) => this.#calls.reject(id, error),
    );
  }

  async #prepareNested(
    call: Pick<GuestCall<"workflow">, "ref" | "args">,
    depth: number,
  ): Promise<PreparedScript> {
    this.#refuseMoreOthers();
    return prepareNested(call, depth, this.#run);
  }

  #endFrame({ frame, value }: GuestCall<"returned">): void {
    const { callId } = this.frames.get(frame);
    this.frames.remove(frame);
    if (callId === null) this.#end = { value: refuseLarge(value) };
    else this.#calls.resolve(callId, value);
  }

  #failFrame({ frame, error }: GuestCall<"threw">): void {
    const { callId } = this.frames.get(frame);
    this.frames.remove(frame);
    const failure = uncaughtFailure(error, this.frames.sources);
    if (callId === null) throw failure;
    this.#rejectBy(callId, failure);
  }
}

/** The prelude refuses them before: a script that comes here has bent the built-ins under it (A13, W05). */
function refuseMoreAgents({ settings, record }: RunContext): void {
  const { budgetOutputTokens: budget } = settings;
  if (budget !== null && record.agents.usage.outputTokens >= budget)
    throw new RunFailure("BudgetExceeded", `The run's budget of ${budget} output tokens is used up.`);
  if (record.agents.asked < settings.maxAgents) return;
  throw new RunFailure(
    "AgentLimit",
    `This run may call agent() ${settings.maxAgents} times (limits.agents).`,
  );
}

const STUCK =
  "The script waits for something that can never happen: no agent, check, timer or gate of it is open, and it has " +
  "not returned. Await a promise that something settles.";

function refuseLongHistory({ events, bytes }: { events: number; bytes: number }): void {
  if (events <= HISTORY_MAX_EVENTS && bytes <= HISTORY_MAX_BYTES) return;
  throw new RunFailure(
    "ScriptLimit",
    `The run's history is full: ${events} of ${HISTORY_MAX_EVENTS} events, ${bytes} of ${HISTORY_MAX_BYTES} bytes. Split the work into several runs.`,
  );
}

function refuseLarge(value: Json): Json {
  const bytes = utf8Bytes(JSON.stringify(value));
  if (bytes <= RESULT_MAX_BYTES) return value;
  throw new RunFailure(
    "ScriptLimit",
    `The script returned ${bytes} bytes; a run returns at most ${RESULT_MAX_BYTES}. Write the rest to a file.`,
  );
}
