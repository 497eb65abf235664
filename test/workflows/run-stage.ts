// A run without Temporal: the real engine, record, gates and windows; the test has the activities in its hands.
import { addUsage, NO_USAGE } from "../../src/protocol/usage.ts";
import type { AgentFigures, AgentOutcome, AgentTask, AgentYield } from "../../src/protocol/agent.ts";
import type { CheckOutcome, CheckTask } from "../../src/protocol/check.ts";
import type { MergeOutcome, MergeTask } from "../../src/protocol/merge.ts";
import type { Json } from "../../src/protocol/json.ts";
import { parseRunInput, type RunInput, type RunSettings } from "../../src/protocol/run-input.ts";
import type { RunResult } from "../../src/protocol/run-result.ts";
import type { PreparedScript } from "../../src/protocol/script.ts";
import { compileScript } from "../../src/script/compile-script.ts";
import { GateBook } from "../../src/workflows/gate-book.ts";
import { MailBook } from "../../src/workflows/mail-book.ts";
import { makeRunContext } from "../../src/workflows/make-run-context.ts";
import type { RunPorts } from "../../src/workflows/ports.ts";
import { RunRecord } from "../../src/workflows/run-record.ts";
import { runScript } from "../../src/workflows/script-run.ts";
import { deferred } from "./deferred.ts";
import { engines } from "./guest-stage.ts";

/** An activity that was asked for and waits for the test. */
export type Held<Task, Outcome> = {
  readonly task: Task;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
};

export type RunStage = {
  /** Asked for and not taken yet, in order. */
  readonly agents: Held<AgentTask, AgentOutcome | AgentYield>[];
  readonly checks: Held<CheckTask, CheckOutcome>[];
  readonly merges: Held<MergeTask, MergeOutcome>[];
  /** First words of the labels of agents that the run itself has stopped. */
  readonly stopped: readonly string[];
  /** Those that were started, in order. */
  readonly timers: readonly { readonly ms: number; fire(): void }[];
  readonly gates: GateBook;
  readonly mail: MailBook;
  readonly record: RunRecord;
  /** Lets everything happen that needs nobody. */
  settle(): Promise<void>;
  /** The script's value; rejects with what the run fails with. */
  readonly value: Promise<Json>;
  /** What the run would return. */
  result(): Promise<RunResult>;
  /** The run ends or is stopped. */
  close(): void;
  /** As Temporal does it when a run is stopped. */
  stopAll(): void;
};

const META = 'export const meta = { name: "t", description: "t" };';

export function startRun(body: string, input: Omit<RunInput, "script"> = {}): RunStage {
  const agents: RunStage["agents"] = [];
  const checks: RunStage["checks"] = [];
  const merges: RunStage["merges"] = [];
  const stopped: string[] = [];
  const timers: RunStage["timers"][number][] = [];
  const conditions = new Set<{ readonly holds: () => boolean; readonly go: () => void }>();
  let tasks = 1;
  const ports: RunPorts = {
    now: () => 0,
    agent(task, stoppable) {
      const held = hold(agents, task);
      const at = agents.at(-1);
      stoppable(() => {
        stopped.push(/^[\w-]+/.exec(task.label)?.[0] ?? "");
        at?.reject(cancellation());
      });
      return held;
    },
    check: (task) => hold(checks, task),
    merge: (task) => hold(merges, task),
    prepareScript: () => Promise.reject(new Error("no nested scripts here")),
    chooseSystem: () => Promise.reject(new Error("nothing is chosen here")),
    openPlan: () => Promise.reject(new Error("nothing is planned here")),
    saveScript: () => Promise.reject(new Error("nothing is saved here")),
    validateAnswer: () => Promise.resolve({ problem: null }),
    cancelRun: () => Promise.resolve(),
    timer(ms) {
      const { promise, resolve } = deferred();
      timers.push({ ms, fire: resolve });
      return { fired: promise, cancel: () => undefined };
    },
    until: (holds) => new Promise((go) => void conditions.add({ holds, go })),
    taskNumber: () => tasks,
    nextTask: () => Promise.resolve().then(() => void (tasks += 1)),
    patched: () => true,
    history: () => ({ events: 0, bytes: 0 }),
  };
  const settings = settingsOf(input);
  const record = new RunRecord(ports.now, "t");
  const log = (message: string): void => record.log.write("log", message);
  const gates = new GateBook({ ...ports, log, changed: () => undefined });
  const mail = new MailBook({ now: ports.now, log });
  mail.begin();
  const script = prepared(`${META}${body}`);
  record.begin(script, settings.budgetOutputTokens);
  const context = makeRunContext(settings, script, { ports, record, gates, mail });
  const value = runScript(context, engines);
  value.catch(() => undefined);

  /** One turn of the loop that Temporal would be: conditions are looked at after everything else. */
  async function settle(): Promise<void> {
    for (let round = 0; round < 20; round++) {
      await new Promise((turn) => setImmediate(turn));
      tasks += 1;
      for (const condition of [...conditions]) {
        if (!condition.holds()) continue;
        conditions.delete(condition);
        condition.go();
      }
    }
  }

  return {
    ...{ agents, checks, merges, stopped, timers, gates, mail, record, settle, value, close: context.close },
    stopAll: () => agents.forEach(({ reject }) => reject(cancellation())),
    async result() {
      await settle();
      return record.result(record.returnedStatus, await value);
    },
  };
}

function hold<Task, Outcome>(list: Held<Task, Outcome>[], task: Task): Promise<Outcome> {
  const { promise, resolve, reject } = deferred<Outcome>();
  list.push({ task, resolve, reject });
  return promise;
}

function settingsOf(input: Omit<RunInput, "script">): RunSettings {
  const parsed = parseRunInput({ ...input, script: "" });
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.settings;
}

function prepared(text: string): PreparedScript {
  const compiled = compileScript(text);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.diagnostics));
  const origin = { source: "input", workspace: "/workspace", engine: engines.id, searchAttributes: [] };
  return { ...compiled.script, text, ...origin };
}

/** Takes the next activity asked for; throws when there is none. */
export function next<Task, Outcome>(list: Held<Task, Outcome>[]): Held<Task, Outcome> {
  const held = list.shift();
  if (held === undefined) throw new Error("nothing was asked for");
  return held;
}

export function figures(outputTokens: number, more: Partial<AgentFigures> = {}): AgentFigures {
  const usage = addUsage(NO_USAGE, { ...NO_USAGE, inputTokens: 10, outputTokens });
  return { model: "m", turns: 1, attempts: 1, usage, costUsd: outputTokens / 100, ...more };
}

export function outcome(result: Json, more: Partial<AgentOutcome> = {}): AgentOutcome {
  return { ...figures(5), result, ...more };
}

/** A failed activity as Temporal's failures look from outside. */
export function activityFailure(type: string, message: string, detail?: AgentFigures): Error {
  return Object.assign(new Error(message), {
    name: "ApplicationFailure",
    type,
    details: detail === undefined ? [] : [detail],
  });
}

function cancellation(): Error {
  return Object.assign(new Error("cancelled"), { name: "CancelledFailure" });
}
