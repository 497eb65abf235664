// The record of a run: what its queries, its result and its failure say. One writer, the run; many readers.
import type { Choice, ChosenSystem } from "../protocol/choice.ts";
import type { CheckOutcome } from "../protocol/check.ts";
import { cutText, type Json } from "../protocol/json.ts";
import { DESCRIPTION_SHOWN_CHARS, STATUS_ROWS } from "../protocol/limits.ts";
import type { MailboxView } from "../protocol/mail.ts";
import type { RunResult, RunStatus, Verdict } from "../protocol/run-result.ts";
import type { GateRecord, GateView, ScriptView, StatusView } from "../protocol/run-views.ts";
import type { PreparedScript } from "../protocol/script.ts";
import { AgentBook } from "./agent-book.ts";
import { makeFailureBook } from "./failure-book.ts";
import { makeLogBook, type LogBook } from "./log-book.ts";
import { makePhaseBook } from "./phase-book.ts";
import { makeTeamBook } from "./team-book.ts";
import { toShownGate, toShownRecord } from "./shown-gate.ts";

type Judged = { readonly verdict: Omit<Verdict, "stale">; readonly since: number };

export class RunRecord {
  readonly phases = makePhaseBook();
  readonly failures = makeFailureBook();
  readonly teams = makeTeamBook();
  readonly agents: AgentBook;
  readonly log: LogBook;
  readonly #now: () => number;
  readonly #name: string;
  readonly #startedAt: number;
  #script: PreparedScript | null = null;
  #end: { readonly status: RunStatus; readonly at: number } | null = null;
  #judged: Judged | null = null;
  #choice: ChosenSystem | null = null;
  #changes = 0;
  #merges = 0;
  #budgetTotal: number | null = null;

  /** @param name what the run is called until its script is found. */
  constructor(now: () => number, name: string) {
    this.#now = now;
    this.#name = name;
    this.#startedAt = now();
    this.agents = new AgentBook(now, this.phases);
    this.log = makeLogBook(now);
  }

  /** A script that somebody is asked about: it is shown, and has not begun. */
  propose(script: PreparedScript): void {
    this.#script = script;
  }

  begin(script: PreparedScript, budgetOutputTokens: number | null): void {
    this.#script = script;
    this.#budgetTotal = budgetOutputTokens;
    this.phases.declare(script.meta.phases);
    for (const { line, column, message, advice } of script.warnings) {
      this.log.write("warn", `${line}:${column} ${message} ${advice}`);
    }
  }

  /** Of a run that was started with a task in words. */
  choose({ system, by, why, lines }: Choice): void {
    this.#choice = { system, by, why, lines };
  }

  /** @param since `changes` when the check began: it may have looked before what changed meanwhile. */
  judge(command: string, label: string, { outcome, since }: { outcome: CheckOutcome; since: number }): void {
    const { ok, exitCode, tests = null, tree } = outcome;
    this.#judged = { verdict: { ok, command, label, exitCode, tests, tree }, since };
  }

  /** The workspace's files may be others now: an agent that works in it has ended, or a merge went in. */
  filesChanged(): void {
    this.#changes += 1;
  }

  /** Numbers the run's merges from 1. */
  nextMerge(): number {
    this.#merges += 1;
    return this.#merges;
  }

  get changes(): number {
    return this.#changes;
  }

  get isClosed(): boolean {
    return this.#end !== null;
  }

  close(status: RunStatus): void {
    this.#end = { status, at: this.#now() };
  }

  /** `completed`, or `degraded` when anything of it failed on the way. */
  get returnedStatus(): RunStatus {
    return this.failures.count() > 0 ? "degraded" : "completed";
  }

  result(status: RunStatus, value: Json): RunResult {
    const verdict = this.#verdict();
    return {
      status,
      value,
      census: this.agents.census(),
      usage: this.agents.usage,
      costUsd: this.agents.costUsd,
      ...(this.agents.simulated ? { simulated: true } : {}),
      failures: this.failures.lines(),
      moreFailures: this.failures.more(),
      ...(verdict === null ? {} : { verdict }),
      ...(this.#choice === null ? {} : { choice: this.#choice }),
      script: this.#scriptId(),
    };
  }

  /** `null` while the run takes steps of its own: there is no script yet. */
  scriptView(): ScriptView | null {
    if (this.#script === null || this.#script.text === "") return null;
    const { meta, hash, source, text } = this.#script;
    return { name: meta.name, hash, source, text };
  }

  status(
    gates: readonly GateView[],
    answered: readonly GateRecord[],
    mail: readonly MailboxView[] = [],
  ): StatusView {
    return {
      status: this.#end?.status ?? (gates.length > 0 ? "waiting" : "running"),
      script: { ...this.#scriptId(), description: this.#description() },
      workspace: this.#script?.workspace ?? null,
      startedAt: this.#startedAt,
      endedAt: this.#end?.at ?? null,
      phases: this.phases.view().slice(0, 4 * STATUS_ROWS),
      currentPhase: this.phases.current(),
      working: this.agents.working(),
      gates: gates.slice(0, STATUS_ROWS).map(toShownGate),
      answered: answered.slice(-STATUS_ROWS).map(toShownRecord),
      teams: this.teams.briefs(),
      census: this.agents.census(),
      usage: this.agents.usage,
      costUsd: this.agents.costUsd,
      simulated: this.agents.simulated,
      budget: { total: this.#budgetTotal, spent: this.agents.usage.outputTokens },
      failures: this.failures.lines(),
      verdict: this.#verdict(),
      mail,
      choice: this.#choice,
      log: this.log.last(),
    };
  }

  #verdict(): Verdict | null {
    if (this.#judged === null) return null;
    return { ...this.#judged.verdict, stale: this.#changes > this.#judged.since };
  }

  #description(): string {
    return cutText(this.#script?.meta.description ?? "", DESCRIPTION_SHOWN_CHARS);
  }

  #scriptId(): RunResult["script"] {
    return { name: this.#script?.meta.name ?? this.#name, hash: this.#script?.hash ?? "" };
  }
}
