// One agent of a team: at work, or idle without a slot. Each time it is woken it goes on with its conversation.
import type { AgentTask } from "../../protocol/agent.ts";
import type { MemberState, TeamRole } from "../../protocol/team.ts";
import type { AgentEars, AgentEnd } from "../agent-ears.ts";
import { startAgent, type StartedAgent } from "../agent-run.ts";
import { toTask, type Asked } from "../agent-task.ts";
import type { AnswerTable } from "../answer-table.ts";
import { labelOf } from "../label.ts";
import type { RunContext } from "../run-context.ts";
import type { MemberSpec } from "./team-spec.ts";
import { lastWordsOf } from "./team-words.ts";

export type MemberEars = Pick<AgentEars, "used" | "counted"> & {
  /** It has come to the end of its turn, or of its life. */
  ended(end: AgentEnd): void;
};

export type Waking = {
  readonly phase: string | null;
  /** Its box in the run's mail. */
  readonly listensAs: string;
  readonly answers: AnswerTable;
  readonly ears: MemberEars;
};

export class Member {
  readonly name: string;
  readonly role: TeamRole;
  readonly spec: MemberSpec;
  /** What it was offered and did not take. */
  readonly offered = new Set<string>();
  /** Tasks that it was reminded of. */
  readonly reminded = new Set<string>();
  readonly calls: number[] = [];
  state: MemberState = "idle";
  /** What it said at the end of its last turn. */
  lastMessage: string | null = null;
  /** Branch of its last work, when it has a worktree. */
  branch: string | null = null;
  /** By its team, not by the end of the run. */
  wasStopped = false;
  #agent: StartedAgent | null = null;

  constructor(spec: MemberSpec, role: TeamRole) {
    this.name = spec.name;
    this.role = role;
    this.spec = spec;
  }

  get isLead(): boolean {
    return this.role === "lead";
  }

  get lastWords(): string | null {
    return this.lastMessage === null ? null : lastWordsOf(this.lastMessage);
  }

  /** Its last call of the run. */
  get call(): number | null {
    return this.calls.at(-1) ?? null;
  }

  wake(words: string, run: RunContext, more: Waking): void {
    const label = labelOf(`${this.name}${this.calls.length === 0 ? "" : ` (${this.calls.length + 1})`}`, "");
    const number = run.record.agents.ask(label, more.phase);
    const listens = { to: more.listensAs, after: run.mail.listen(more.listensAs, number) };
    const task = { ...this.#task(number, label, { words, phase: more.phase }, run), listens };
    this.calls.push(number);
    this.state = "working";
    more.ears.counted();
    const { used, counted } = more.ears;
    const ended = (end: AgentEnd): void => this.#ended(end, more.ears);
    this.#agent = startAgent(task, run, {
      used,
      counted,
      ended,
      answers: more.answers,
      ahead: this.calls.length > 1,
    });
  }

  stop(): void {
    if (this.#agent === null) return;
    this.wasStopped = true;
    this.#agent.stop();
  }

  #ended(end: AgentEnd, ears: MemberEars): void {
    this.#agent = null;
    this.state = end.status === "done" ? "idle" : "gone";
    if (end.status === "done") {
      const { result, published } = end.outcome;
      this.lastMessage = typeof result === "string" ? result : JSON.stringify(result);
      this.branch = published?.branch ?? this.branch;
    }
    ears.ended(end);
  }

  #task(
    call: number,
    label: string,
    { words, phase }: { words: string; phase: string | null },
    run: RunContext,
  ): AgentTask {
    const {
      name: _name,
      prompt: _prompt,
      subagents,
      timeoutMs,
      maxTurns,
      maxTokens,
      stallMs,
      ...place
    } = this.spec;
    const limits = { subagents, timeoutMs, maxTurns, maxTokens, stallMs };
    const before = this.call;
    const asked: Asked = {
      ...{ prompt: words, phase, ...limits },
      ...(before === null ? place : { continues: before }),
    };
    return { ...toTask(call, label, asked, run), team: this.role };
  }
}
