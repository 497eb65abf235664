// A team at work: who is woken, with what words, and when it is over. Every change of its state comes out of an event of
// the run (an answer to a tool, an agent's end, a timer), so it is the same whoever replays it.
import { TEAM_STALLS_MAX } from "../../protocol/limits.ts";
import { cutText, type Json } from "../../protocol/json.ts";
import type { TeamEnd, TeamTask, TeamView } from "../../protocol/team.ts";
import { EVERYBODY } from "../../protocol/team.ts";
import type { AgentEars, AgentEnd } from "../agent-ears.ts";
import { MailRefusal } from "../mail-refusal.ts";
import type { Timer } from "../ports.ts";
import { CallStopped, type RunContext } from "../run-context.ts";
import { usedUp } from "../run-limits.ts";
import { teamAnswers, type TeamDesk } from "./answer-team-tools.ts";
import { Member } from "./member.ts";
import { TaskList } from "./task-list.ts";
import { TeamMail } from "./team-mail.ts";
import type { TeamSpec } from "./team-spec.ts";
import { teamResult } from "./team-result.ts";
import { toTeamView } from "./team-view.ts";
import * as words from "./team-words.ts";
import { nextWakeCall, type Floor } from "./wake-calls.ts";

export type TeamEars = Pick<AgentEars, "used" | "counted"> & {
  /** Called once. */
  ended(result: Json): void;
  /** The run is stopped: nobody is to hear of it. */
  stopped(error: CallStopped): void;
};

/** Lines kept for the lead, and characters of each. */
const NEWS_MAX = 100;
const NEWS_CHARS = 500;
const MINUTE_MS = 60_000;

export class Team {
  readonly #spec: TeamSpec;
  readonly #run: RunContext;
  readonly #ears: TeamEars;
  readonly #number: number;
  readonly #lead: Member;
  readonly #floor: Floor;
  readonly #timer: Timer;
  /** What the lead has not been told yet. */
  #news: string[] = [];
  /** Members have completed tasks since the lead was asked for its last word: what woke it meanwhile did not say so. */
  #isLastWordDue = false;
  #wakes = 0;
  /** The state of list and mail when the lead was told that nothing moves, and how often it was told in a row. */
  #stalledAt: string | null = null;
  #stalls = 0;
  #willMove = false;
  /** The lead has said that this is the end, and takes its last turn. */
  #isEnding: "completed" | "ended" | null = null;
  #end: { readonly status: TeamEnd; readonly reason: string | null } | null = null;
  #isClosed = false;

  constructor(spec: TeamSpec, run: RunContext, { number, ears }: { number: number; ears: TeamEars }) {
    this.#spec = spec;
    this.#run = run;
    this.#ears = ears;
    this.#number = number;
    this.#lead = new Member(spec.lead, "lead");
    const names = [spec.lead, ...spec.members].map(({ name }) => name);
    this.#floor = {
      members: [this.#lead, ...spec.members.map((member) => new Member(member, "member"))],
      tasks: new TaskList((name) => this.#present().some((member) => member.name === name)),
      mail: new TeamMail(run.mail, names, run.ports.now),
    };
    this.#timer = run.ports.timer(spec.maxMinutes * MINUTE_MS);
  }

  start(): void {
    this.#timer.fired.then(
      () => this.#finish("limit", `its ${this.#spec.maxMinutes} minutes are over`),
      () => undefined, // the run is being stopped
    );
    for (const member of this.#floor.members) this.#watch(member);
    this.#wake(this.#lead, words.leadOpening(this.#spec.task, this.#spec.members.map(toColleague)));
  }

  view(): TeamView {
    const { status, reason } = this.#end ?? { status: "running" as const, reason: null };
    return toTeamView({ team: this.#number, status, reason, wakes: this.#wakes }, this.#floor);
  }

  /** Once for all changes of a moment: a plan of several calls is not to be begun in its middle. */
  #moveSoon(): void {
    if (this.#willMove) return;
    this.#willMove = true;
    void Promise.resolve().then(() => {
      this.#willMove = false;
      this.#move();
    });
  }

  /** Moves on as far as it goes without anybody's answer. */
  #move(): void {
    while (this.#isOpen()) {
      const call = nextWakeCall(this.#floor);
      if (call === null) break;
      this.#wake(call.member, call.words);
    }
    if (this.#isOpen() && !this.#isAnybodyWorking()) this.#quiet();
    this.#closeWhenQuiet();
  }

  #isOpen(): boolean {
    return this.#end === null && this.#isEnding === null;
  }

  #isAnybodyWorking(): boolean {
    return this.#floor.members.some(({ state }) => state === "working");
  }

  /** Everybody has come to the end of their turn, and nothing wakes them by itself. */
  #quiet(): void {
    const { tasks, mail } = this.#floor;
    const open = tasks.open();
    if (open.length === 0) {
      if (this.#news.length === 0 && !this.#isLastWordDue) return this.#finish("completed", null);
      this.#isLastWordDue = false;
      return this.#wake(this.#lead, words.ALL_DONE_WORDS);
    }
    if (this.#releaseAbandoned()) return this.#move();
    const state = `${tasks.version} ${mail.count}`;
    if (state === this.#stalledAt || this.#stalls >= TEAM_STALLS_MAX) {
      const left = open.map(({ id }) => `#${id}`).join(", ");
      return this.#finish("stalled", `nobody moves what is open: ${left}`);
    }
    this.#stalledAt = state;
    this.#stalls += 1;
    this.#wake(this.#lead, words.openWords(open));
  }

  /** Tasks whose owner was reminded and ended its turn all the same are anybody's again. */
  #releaseAbandoned(): boolean {
    const { members, tasks } = this.#floor;
    const released = members.flatMap(({ name }) =>
      this.#tellReleased(tasks.release(name), `${name} left it unfinished`),
    );
    return released.length > 0;
  }

  #tellReleased(tasks: readonly TeamTask[], why: string): readonly TeamTask[] {
    for (const { id } of tasks) this.#tell(`task #${id} is nobody's again: ${why}`);
    return tasks;
  }

  #wake(member: Member, reason: string): void {
    const { maxWakes } = this.#spec;
    if (this.#wakes >= maxWakes)
      return this.#finish("limit", `its ${maxWakes} rounds (maxWakes) are used up`);
    const limit = usedUp(this.#run) ?? this.#tokensUsedUp();
    if (limit !== null) return this.#finish("limit", limit);
    this.#wakes += 1;
    const opening = member.isLead || member.call !== null ? "" : this.#opening(member);
    const news = member.isLead ? words.newsWords(this.#news.splice(0)) : "";
    const text = words.toWords([opening, words.mailWords(this.#floor.mail.take(member.name)), news, reason]);
    const { used, counted } = this.#ears;
    const ears = { used, counted, ended: (end: AgentEnd) => this.#memberEnded(member, end) };
    const answers = teamAnswers(this.#deskOf(member));
    const listensAs = this.#floor.mail.boxOf(member.name);
    member.wake(text, this.#run, { phase: this.#spec.phase, listensAs, answers, ears });
  }

  #opening({ name, spec }: Member): string {
    const others = this.#spec.members.filter((other) => other.name !== name).map(toColleague);
    const { task } = this.#spec;
    return words.memberOpening({ name, lead: this.#lead.name, task, others, prompt: spec.prompt });
  }

  #tokensUsedUp(): string | null {
    const { maxTokens } = this.#spec;
    if (maxTokens === undefined) return null;
    const { agents } = this.#run.record;
    const calls = this.#floor.members.flatMap((member) => member.calls);
    const spent = calls.reduce((sum, call) => sum + agents.row(call).usage.outputTokens, 0);
    return spent >= maxTokens ? `its ${maxTokens} output tokens (maxTokens) are used up` : null;
  }

  #memberEnded(member: Member, end: AgentEnd): void {
    if (end.status === "stopped" && !member.wasStopped) return this.#stopped();
    if (end.status !== "done" && end.status !== "stopped")
      this.#memberGone(member, `${end.kind}: ${end.message}`);
    if (end.status === "done") this.#turnEnded(member);
    if (member.state === "idle" && this.#end === null) this.#watch(member);
    this.#move();
  }

  #watch({ name }: Member): void {
    this.#floor.mail.watch(name, () => this.#moveSoon());
  }

  #memberGone(member: Member, why: string): void {
    if (member.isLead) return this.#finish("failed", `the lead failed: ${why}`);
    this.#tell(`${member.name} failed and takes no more part: ${why}`);
    this.#tellReleased(this.#floor.tasks.giveBack(member.name), `${member.name} is gone`);
  }

  #turnEnded(member: Member): void {
    if (!member.isLead) return this.#tell(`${member.name} ended a turn: ${member.lastWords ?? ""}`);
    if (this.#isEnding !== null) this.#finish(this.#isEnding, null);
  }

  #stopped(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#ears.stopped(new CallStopped());
  }

  #finish(status: TeamEnd, reason: string | null): void {
    if (this.#end !== null) return;
    this.#end = { status, reason };
    this.#timer.cancel();
    this.#floor.mail.close();
    for (const member of this.#floor.members) member.stop();
    this.#closeWhenQuiet();
  }

  /** Members that were at work have their time to stop. */
  #closeWhenQuiet(): void {
    if (this.#end === null || this.#isClosed) return;
    if (this.#floor.members.some(({ state }) => state === "working")) return;
    this.#isClosed = true;
    const { record } = this.#run;
    const { status, reason } = this.#end;
    record.log.write(
      "log",
      `team ${this.#number} ${status}${reason === null ? "" : `: ${reason}`}`,
      this.#spec.phase,
    );
    this.#ears.ended(teamResult(this.view(), this.#floor.members));
  }

  #deskOf(member: Member): TeamDesk {
    return {
      actor: { name: member.name, isLead: member.isLead },
      tasks: this.#floor.tasks,
      send: (to, text) => this.#send(member, to, text),
      end: (abandon) => this.#askedToEnd(abandon),
      changed: () => this.#moveSoon(),
      completed: ({ id, subject }) => {
        this.#stalls = 0;
        if (member.isLead) return;
        this.#isLastWordDue = true;
        this.#tell(`${member.name} completed #${id} ${subject}`);
      },
    };
  }

  #send(from: Member, to: string, text: string): string {
    const others = this.#present().filter((member) => member !== from);
    const meant = to === EVERYBODY ? others : others.filter(({ name }) => name === to);
    if (meant.length === 0) {
      const names = others.map(({ name }) => name).join(", ");
      throw new MailRefusal(
        `Nobody who is still there is called ${JSON.stringify(to)}; there are: ${names} ("*" is all of them).`,
      );
    }
    this.#floor.mail.send(
      from.name,
      meant.map(({ name }) => name),
      text,
    );
    return `Sent to ${meant.map(({ name, state }) => `${name} (${state})`).join(", ")}. An answer comes by itself.`;
  }

  #askedToEnd(abandon: boolean): string {
    const open = this.#floor.tasks.open();
    const working = this.#floor.members.filter(({ isLead, state }) => !isLead && state === "working");
    if (open.length + working.length > 0 && !abandon) {
      const busy = working.map(({ name }) => name).join(", ");
      throw new MailRefusal(
        `The team is not done.${open.length === 0 ? "" : ` Open:\n${words.taskLines(open)}`}${busy === "" ? "" : `\nAt work: ${busy}.`}\nEnd your turn to wait for it, or call TeamEnd with abandon: true to leave it so.`,
      );
    }
    this.#isEnding = open.length === 0 ? "completed" : "ended";
    for (const member of working) member.stop();
    return "The team has ended. Your next message is its result: say what was done, and what is left.";
  }

  #tell(news: string): void {
    this.#news.push(cutText(news, NEWS_CHARS));
    if (this.#news.length > NEWS_MAX) this.#news.shift();
  }

  #present(): Member[] {
    return this.#floor.members.filter(({ state }) => state !== "gone");
  }
}

function toColleague({ name, prompt = "" }: { name: string; prompt?: string | undefined }): words.Colleague {
  return { name, about: prompt.slice(0, ABOUT_CHARS) };
}

/** Of a member's instructions, for the others. */
const ABOUT_CHARS = 200;
