// One agent of the run, from its place in the window to its end: leg by leg, off work while people are asked.
import type { AgentFigures, AgentOutcome, AgentTask, AgentYield, YieldAnswer } from "../protocol/agent.ts";
import { AGENT_FAILURES, isAgentFailureType, type AgentFailureType } from "../protocol/failures.ts";
import { utf8Bytes } from "../protocol/json.ts";
import { toActivityError } from "./activity-error.ts";
import type { EndState } from "./agent-book.ts";
import type { AgentEars } from "./agent-ears.ts";
import { answerYields } from "./answer-yields.ts";
import type { ActivityError } from "./ports.ts";
import { CallStopped, type RunContext } from "./run-context.ts";

export type StartedAgent = {
  /** Stops it, wherever it is; `ended` is told when that has come about. */
  stop(): void;
};

/** Starts an agent whose call is in the record. */
export function startAgent(task: AgentTask, run: RunContext, ears: AgentEars): StartedAgent {
  const agent = new AgentRun(task, run, ears);
  agent.start();
  return agent;
}

/** Ends one whose call is in the record before anything is asked of it, as if the agent itself had failed so. */
export function refuseAgent(task: AgentTask, run: RunContext, ears: AgentEars, message: string): void {
  new AgentRun(task, run, ears).refuse(message);
}

/** Callbacks, not promises: those are dear in a workflow (window.ts), and there may be thousands of agents. */
class AgentRun {
  readonly #task: AgentTask;
  readonly #run: RunContext;
  readonly #ears: AgentEars;
  #leg: AgentTask;
  #isInWindow = false;
  #hasWorked = false;
  #isStopping = false;
  /** Stops what it is doing just now: its activity, or its wait. */
  #stopNow: (() => void) | null = null;

  constructor(task: AgentTask, run: RunContext, ears: AgentEars) {
    this.#task = task;
    this.#run = run;
    this.#ears = ears;
    this.#leg = task;
  }

  start(): void {
    this.#run.seats.take(this.#task);
    this.#enter(this.#ears.ahead ?? false);
  }

  refuse(message: string): void {
    this.#fail("InvalidCall", { message, detail: null });
  }

  stop(): void {
    this.#isStopping = true;
    this.#stopNow?.();
  }

  /** @param ahead of those that have not begun: what a person has answered is not to wait for strangers. */
  #enter(ahead: boolean): void {
    this.#run.agents.enter(utf8Bytes(JSON.stringify(this.#leg)), () => this.#begin(), ahead);
  }

  #begin(): void {
    this.#isInWindow = true;
    if (this.#run.isClosing() || this.#isStopping) return this.#stop(null);
    this.#hasWorked = true;
    this.#run.record.agents.start(this.#task.call);
    const round = this.#run.account.round();
    this.#run.ports
      .agent(this.#leg, (stop) => (this.#stopNow = stop))
      .then(
        (outcome) => ("yields" in outcome ? this.#yielded(outcome) : this.#done(outcome)),
        (thrown: unknown) => this.#failed(thrown, round),
      );
  }

  #done(outcome: AgentOutcome): void {
    this.#run.seats.leave(this.#task.call, outcome.published?.commit);
    this.#close("done", outcome, null);
    this.#ears.ended({ status: "done", outcome });
  }

  /** The model asked for something that the run answers: the agent goes on with the answers, in a new leg. */
  #yielded({ yields, saved, ...figures }: AgentYield): void {
    const goOn = this.#wait(figures, (answers: readonly YieldAnswer[]) => this.#nextLeg({ answers }));
    this.#leave();
    const { counted, used, answers = {} } = this.#ears;
    const asking = { task: this.#task, saved, run: this.#run, counted, used, answers, start: startAgent };
    answerYields(yields, asking, goOn);
  }

  #failed(thrown: unknown, round: number): void {
    const error = toActivityError(thrown);
    if (thrown instanceof CallStopped || error.cancelled) return this.#stop(error.detail);
    const kind = kindOf(error);
    if (kind === "AccountBlocked" && !this.#run.account.isGivenUp()) this.#blocked(error, round);
    else this.#fail(kind, error);
  }

  /** The account is everybody's: one question for all agents that it stops. */
  #blocked(error: ActivityError, round: number): void {
    const { account } = this.#run;
    const { call, label } = this.#task;
    if (account.round() > round) return this.#goOnAtOnce();
    const decided = this.#wait(error.detail, (goesOn: boolean) => {
      if (goesOn) this.#nextLeg({});
      else this.#fail("AccountBlocked", error);
    });
    account.hold({ call, label, message: error.message, decided }); // before its place is anybody's
    this.#leave();
  }

  /** Somebody has mended the account since this leg began. */
  #goOnAtOnce(): void {
    this.#isInWindow = false;
    this.#nextLeg({}); // in line again before its old place is anybody's
    this.#run.agents.leave();
  }

  /** Off work until the function that this returns is called. A run that closes meanwhile stops it. */
  #wait<T>(figures: AgentFigures | null, goOn: (value: T) => void): (value: T) => void {
    const { record, waiting } = this.#run;
    record.agents.wait(this.#task.call, figures);
    this.#ears.used();
    const closed = (): void => this.#stop(null);
    waiting.add(closed);
    this.#stopNow = () => {
      if (waiting.delete(closed)) closed();
    };
    return (value) => {
      if (waiting.delete(closed)) goOn(value);
    };
  }

  #nextLeg(more: { readonly answers?: readonly YieldAnswer[] }): void {
    this.#run.record.agents.queueAgain(this.#task.call);
    this.#leg = { ...this.#task, leg: (this.#leg.leg ?? 0) + 1, ...more };
    this.#enter(true);
  }

  #stop(figures: AgentFigures | null): void {
    this.#close("stopped", figures, "stopped");
    this.#ears.ended({ status: "stopped" });
  }

  /** One line in the failures, one in the log (A05). */
  #fail(kind: AgentFailureType, { message, detail }: Pick<ActivityError, "message" | "detail">): void {
    const { record } = this.#run;
    const { call, label, phase = null } = this.#task;
    const status = AGENT_FAILURES[kind] === "null" ? "null" : "failed";
    record.failures.add({ call, label, phase, kind, message });
    record.log.write("error", `agent ${call} (${label}): ${kind}: ${message}`, phase);
    this.#close(status, detail, `${kind}: ${message}`);
    this.#ears.ended({ status, kind, message });
  }

  #close(state: EndState, figures: AgentFigures | null, error: string | null): void {
    const { record, mail } = this.#run;
    record.agents.end(this.#task.call, state, figures, error);
    // What only a conversation has heard that nobody can go on with was not heard.
    mail.leave(this.#task.call, state === "done" ? figures?.heard : undefined);
    // What an agent in a worktree did is on its branch only, and some can change nothing (K03).
    const isElsewhere = this.#task.isolation !== undefined || figures?.readOnly === true;
    if (this.#hasWorked && !isElsewhere) record.filesChanged();
    this.#leave();
  }

  #leave(): void {
    if (!this.#isInWindow) return;
    this.#isInWindow = false;
    this.#run.agents.leave();
  }
}

function kindOf(error: ActivityError): AgentFailureType {
  if (isAgentFailureType(error.type)) return error.type;
  return error.timedOut ? "WorkerLost" : "AgentFailed";
}
