// The ports of a dry run: everything is answered at once, out of nothing, and counted.
import type { AgentOutcome, AgentTask, AgentYield } from "../../protocol/agent.ts";
import type { DryAgents, DryMood } from "../../protocol/dry-run.ts";
import { DRY_ANSWERS_MAX, DRY_CHARS_MAX } from "../../protocol/limits.ts";
import type { NestedScript } from "../../protocol/script.ts";
import type { ReviewedType } from "../../protocol/script-review.ts";
import type { GateBook } from "../gate-book.ts";
import type { RunPorts } from "../ports.ts";
import { DryClock } from "./dry-clock.ts";
import {
  activityError,
  madeUpAnswer,
  madeUpCheck,
  madeUpFailure,
  madeUpMerge,
  madeUpOutcome,
  madeUpWord,
} from "./made-up.ts";
import { NestedInPlay } from "./nested-in-play.ts";

/** The play ends here: the script asks for more than a dry run answers, or waits for what never comes. */
export class DryEndReached extends Error {
  readonly end: "unended" | "stuck";
  constructor(end: "unended" | "stuck") {
    super(`dry run: ${end}`);
    this.name = "DryEndReached";
    this.end = end;
  }
}

/** What calls are refused with once a play has gone on for too long: the script then says where it is. */
export const OVER = "the dry run has gone on for too long";
/** Answers after that, for scripts that catch what they are refused with. */
const GRACE_ANSWERS = 5;

export type DryStage = {
  readonly mood: DryMood;
  readonly now: number;
  /** The scripts that the played one may call. */
  readonly nested: readonly NestedScript[];
  readonly types: readonly ReviewedType[];
  /** How many agents of the run are open. */
  readonly open: () => number;
};

export class DryWorld {
  readonly ports: RunPorts;
  readonly nested: NestedInPlay;
  widest = 0;
  checks = 0;
  merges = 0;
  gates = 0;
  readonly #mood: DryMood;
  readonly #types: readonly ReviewedType[];
  readonly #clock: DryClock;
  readonly #agents = new Map<string, DryAgents>();
  #answers = 0;
  #chars = 0;
  #tasks = 1;

  constructor({ mood, now, nested, types, open }: DryStage) {
    this.#mood = mood;
    this.#types = types;
    this.nested = new NestedInPlay(nested);
    this.#clock = new DryClock(now);
    const clock = this.#clock;
    this.ports = {
      now: () => clock.now(),
      agent: async (task): Promise<AgentOutcome | AgentYield> => this.#agent(task),
      check: async (task) => this.#answer(task, () => (this.checks++, madeUpCheck(mood))),
      merge: async (task) => this.#answer(task, () => (this.merges++, madeUpMerge(task, mood))),
      prepareScript: async (task) => this.#answer(task.ref, () => this.nested.prepare(task)),
      chooseSystem: async () => Promise.reject(new Error("a script chooses no system")),
      openPlan: async () => Promise.reject(new Error("a script makes no plan")),
      saveScript: async () => Promise.reject(new Error("a script saves no script")),
      validateAnswer: async () => ({ problem: null }),
      cancelRun: async () => undefined,
      timer: (ms) => clock.timer(ms),
      until: (holds) => this.#until(holds, open),
      taskNumber: () => this.#tasks,
      nextTask: async () => void (this.#tasks += 1),
      patched: () => true,
      history: () => ({ events: 0, bytes: 0 }),
    };
  }

  get isOver(): boolean {
    return this.#answers > DRY_ANSWERS_MAX || this.#chars > DRY_CHARS_MAX;
  }

  agents(): DryAgents[] {
    return [...this.#agents.values()];
  }

  /** Answers what is open; called whenever a gate has opened or closed. */
  gatesChanged(gates: GateBook): void {
    void Promise.resolve().then(() => {
      for (const gate of gates.open()) {
        const by = gate.approvers?.[0] ?? "dry run";
        if (gate.kind === "ask") void gates.answer({ id: gate.id, by, value: madeUpAnswer(gate) });
        else if (gate.kind === "approve") {
          this.gates += 1;
          gates.decide(this.#mood === "badly" ? "reject" : "approve", { id: gate.id, by });
        }
        if (gate.kind === "ask") this.gates += 1;
        // Nobody is there to say more.
        if (gate.kind === "say") gates.hear(gate.id, null, by);
      }
    });
  }

  #agent(task: AgentTask): AgentOutcome | AgentYield {
    return this.#answer(task, () => {
      if ((task.leg ?? 0) === 0) this.#count(task);
      if (this.#mood === "badly") throw madeUpFailure();
      return madeUpWord(task) ?? madeUpOutcome(task);
    });
  }

  #answer<T>(task: object, answer: () => T): T {
    this.#chars += JSON.stringify(task).length;
    if (this.isOver) throw activityError("DryRunOver", OVER);
    return answer();
  }

  #count(task: AgentTask): void {
    const { phase = null } = task;
    const model = task.model ?? this.#types.find(({ name }) => name === task.agentType)?.model ?? null;
    const key = JSON.stringify([phase, model]);
    const count = (this.#agents.get(key)?.count ?? 0) + 1;
    this.#agents.set(key, { phase, model, count });
  }

  async #until(holds: () => boolean, open: () => number): Promise<void> {
    this.widest = Math.max(this.widest, open());
    this.#answers += 1;
    if (this.#answers > DRY_ANSWERS_MAX + GRACE_ANSWERS) throw new DryEndReached("unended");
    if (!(await this.#clock.until(holds))) throw new DryEndReached("stuck");
  }
}
