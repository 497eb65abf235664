// A team's list of tasks. It is decided here, in the run, one change after the other: a task cannot be claimed twice.
import {
  TEAM_RELEASES_MAX,
  TEAM_SUBJECT_MAX_CHARS,
  TEAM_TASKS_MAX,
  TEAM_TEXT_MAX_CHARS,
} from "../../protocol/limits.ts";
import type { TaskStatus, TeamTask } from "../../protocol/team.ts";
import { blockingPath } from "./blocking-path.ts";

/** A change that cannot be; its text says why, and what to do. */
export class TaskRefusal extends Error {
  override readonly name = "TaskRefusal";
}

/** Who makes a change. */
export type Actor = { readonly name: string; readonly isLead: boolean };

export type NewTask = {
  readonly subject: string;
  readonly description: string;
  readonly owner?: string | undefined;
  readonly blockedBy?: readonly string[] | undefined;
};

export type TaskChange = {
  readonly status?: TaskStatus | undefined;
  readonly subject?: string | undefined;
  readonly description?: string | undefined;
  /** Empty: nobody's. */
  readonly owner?: string | undefined;
  readonly addBlockedBy?: readonly string[] | undefined;
  readonly addBlocks?: readonly string[] | undefined;
};

type Entry = {
  id: string;
  subject: string;
  description: string;
  status: TaskStatus;
  owner: string | null;
  blockedBy: string[];
  createdBy: string;
  /** How often it was given back: it is offered anew each time. */
  releases: number;
};

type TaskAfter = Omit<Entry, "id" | "createdBy">;

export class TaskList {
  readonly #tasks = new Map<string, Entry>();
  readonly #isMember: (name: string) => boolean;
  #version = 0;

  constructor(isMember: (name: string) => boolean) {
    this.#isMember = isMember;
  }

  /** Grows with every change. */
  get version(): number {
    return this.#version;
  }

  /** Throws `TaskRefusal`; then nothing has changed. So do all that change something. */
  create(task: NewTask, by: Actor): TeamTask {
    if (this.#tasks.size >= TEAM_TASKS_MAX) {
      throw new TaskRefusal(
        `A list holds ${TEAM_TASKS_MAX} tasks; complete those there are, or make them larger.`,
      );
    }
    requireShort(task);
    if (task.owner !== undefined) this.#requireMember(task.owner);
    const id = String(this.#tasks.size + 1);
    const blockedBy = unique(task.blockedBy ?? []).map((other) => this.#entry(other).id);
    const { subject, description, owner = null } = task;
    const rest = { owner, blockedBy, createdBy: by.name, releases: 0 };
    this.#tasks.set(id, { id, subject, description, status: "pending", ...rest });
    this.#version += 1;
    return this.get(id);
  }

  get(id: string): TeamTask {
    return this.#shown(this.#entry(id));
  }

  /** Deleted ones left out. */
  rows(): TeamTask[] {
    return this.#live().map((entry) => this.#shown(entry));
  }

  update(id: string, change: TaskChange, by: Actor): TeamTask {
    const entry = this.#entry(id);
    if (entry.status === "deleted") throw new TaskRefusal(`Task #${entry.id} was deleted.`);
    requireShort(change);
    const next = this.#changed(entry, change, by);
    const others = this.#othersBlocked(entry, change, next.blockedBy);
    Object.assign(entry, next);
    for (const [other, blockedBy] of others) other.blockedBy = blockedBy;
    if (next.status === "deleted") this.#unblock(entry.id);
    this.#version += 1;
    return this.#shown(entry);
  }

  /** What is to do and may be begun by that member: its own, or nobody's. */
  claimable(name: string): TeamTask[] {
    return this.#live()
      .filter((entry) => entry.status === "pending" && (entry.owner ?? name) === name)
      .filter((entry) => this.#blockers(entry).length === 0)
      .map((entry) => this.#shown(entry));
  }

  /** A task offered: the same one given back is another offer. */
  offerOf({ id }: TeamTask): string {
    return `${id}.${this.#entry(id).releases}`;
  }

  begunBy(name: string): TeamTask[] {
    return this.#live()
      .filter(({ status, owner }) => status === "in_progress" && owner === name)
      .map((entry) => this.#shown(entry));
  }

  open(): TeamTask[] {
    return this.rows().filter(({ status }) => status !== "completed");
  }

  /** What a member that is gone has not finished, and what was meant for it, is anybody's again. */
  giveBack(name: string): TeamTask[] {
    return this.#free(({ owner, status }) => owner === name && status !== "completed");
  }

  /** What a member has begun and left: a task that comes back again and again stays where it is. */
  release(name: string): TeamTask[] {
    return this.#free(
      ({ owner, status, releases }) =>
        owner === name && status === "in_progress" && releases < TEAM_RELEASES_MAX,
    );
  }

  #free(isMeant: (entry: Entry) => boolean): TeamTask[] {
    const back = this.#live().filter(isMeant);
    for (const entry of back) {
      Object.assign(entry, { status: "pending", owner: null, releases: entry.releases + 1 });
      this.#version += 1;
    }
    return back.map((entry) => this.#shown(entry));
  }

  /** Status, owner and texts as they would be. */
  #changed(entry: Entry, change: TaskChange, by: Actor): TaskAfter {
    const { subject = entry.subject, description = entry.description } = change;
    const isOwn = by.isLead || by.name === entry.owner || by.name === entry.createdBy;
    if (!isOwn && (subject !== entry.subject || description !== entry.description)) {
      throw new TaskRefusal(`Task #${entry.id} is described by ${entry.createdBy}; send a message instead.`);
    }
    const owned = this.#ownerAfter(entry, change, by);
    const blockedBy = unique([...entry.blockedBy, ...(change.addBlockedBy ?? [])]);
    this.#requireNoCycle(entry.id, change.addBlockedBy ?? []);
    const status = this.#statusAfter({ ...entry, ...owned, blockedBy: this.#known(blockedBy) }, change, by);
    const owner = status === "in_progress" ? (owned.owner ?? by.name) : owned.owner;
    return { subject, description, blockedBy: this.#known(blockedBy), ...owned, owner, status };
  }

  /** A task in somebody's hands is theirs until they, or the lead, let it go. */
  #ownerAfter(
    entry: Entry,
    { owner, status }: TaskChange,
    by: Actor,
  ): Pick<Entry, "owner" | "status" | "releases"> {
    const { releases } = entry;
    const isTaken = entry.owner !== null && entry.owner !== by.name && !by.isLead;
    const isClaim = status === "in_progress" || owner !== undefined;
    if (isTaken && isClaim && entry.status !== "completed") throw taken(entry);
    if (owner === undefined || (owner || null) === entry.owner) {
      return { owner: entry.owner, status: entry.status, releases };
    }
    if (owner !== "") this.#requireMember(owner);
    // To take it is to claim it; to give it to somebody is not, that may be done ahead.
    if (owner === by.name && !by.isLead) this.#requireUnblocked(entry);
    const isBegun = entry.status === "in_progress";
    return {
      owner: owner || null,
      status: isBegun ? "pending" : entry.status,
      releases: isBegun ? releases + 1 : releases,
    };
  }

  #statusAfter(entry: Entry, { status }: TaskChange, by: Actor): TaskStatus {
    if (status === undefined || status === entry.status) return entry.status;
    const { id, owner } = entry;
    switch (status) {
      case "in_progress":
        if (entry.status !== "pending")
          throw new TaskRefusal(`Task #${id} is ${entry.status}; set it to pending first.`);
        if (owner !== null && owner !== by.name) {
          throw new TaskRefusal(`Task #${id} is ${owner}'s: only ${owner} begins it.`);
        }
        this.#requireUnblocked(entry);
        return status;
      case "completed":
        if (owner !== by.name && !by.isLead) {
          throw new TaskRefusal(
            `Task #${id} is ${owner === null ? "nobody's" : `${owner}'s`}: claim it before you complete it.`,
          );
        }
        this.#requireUnblocked(entry);
        return status;
      case "pending":
        if (entry.status === "completed" && !by.isLead) {
          throw new TaskRefusal(`Task #${id} is completed; only the lead opens it again.`);
        }
        if (owner !== null && owner !== by.name && !by.isLead) throw taken(entry);
        return status;
      case "deleted":
        if (by.isLead || by.name === entry.createdBy) return status;
        throw new TaskRefusal(`Task #${id} is deleted by the lead or by ${entry.createdBy} only.`);
    }
  }

  /** With what the change makes wait for this task. */
  #othersBlocked(
    entry: Entry,
    { addBlocks = [] }: TaskChange,
    blockedBy: readonly string[],
  ): [Entry, string[]][] {
    return unique(addBlocks).map((id) => {
      const other = this.#entry(id);
      this.#requireNoCycle(other.id, [entry.id], { [entry.id]: blockedBy });
      return [other, unique([...other.blockedBy, entry.id])];
    });
  }

  /** @param ahead what tasks will wait for, where that is not on the list yet */
  #requireNoCycle(
    id: string,
    blockers: readonly string[],
    ahead: Readonly<Record<string, readonly string[]>> = {},
  ): void {
    for (const blocker of this.#known(blockers)) {
      const path = blockingPath(blocker, id, (task) => ahead[task] ?? this.#entry(task).blockedBy);
      if (path === null) continue;
      const circle = [id, ...path].map((task) => `#${task}`).join(" waits for ");
      throw new TaskRefusal(`Tasks would wait for each other in a circle: ${circle}.`);
    }
  }

  #requireUnblocked(entry: Entry): void {
    const blockers = this.#blockers(entry);
    if (blockers.length === 0) return;
    const list = blockers.map(
      ({ id, status, owner }) => `#${id} (${status}${owner === null ? "" : `, ${owner}`})`,
    );
    throw new TaskRefusal(
      `Task #${entry.id} waits for ${list.join(", ")}; it is claimable when that is completed.`,
    );
  }

  #requireMember(name: string): void {
    if (!this.#isMember(name))
      throw new TaskRefusal(`Nobody in the team who is still there is called ${JSON.stringify(name)}.`);
  }

  #blockers({ blockedBy }: Entry): Entry[] {
    return blockedBy.map((id) => this.#entry(id)).filter(({ status }) => status !== "completed");
  }

  #unblock(id: string): void {
    for (const entry of this.#tasks.values())
      entry.blockedBy = entry.blockedBy.filter((other) => other !== id);
  }

  #known(ids: readonly string[]): string[] {
    return ids.map((id) => this.#entry(id).id);
  }

  #entry(id: string): Entry {
    const entry = this.#tasks.get(id);
    if (entry !== undefined) return entry;
    const known = this.#live().map((one) => `#${one.id}`);
    throw new TaskRefusal(`There is no task #${id}; there are: ${known.join(", ") || "none"}.`);
  }

  #live(): Entry[] {
    return [...this.#tasks.values()].filter(({ status }) => status !== "deleted");
  }

  #shown({ releases: _releases, ...entry }: Entry): TeamTask {
    const blocks = this.#live().filter(({ blockedBy }) => blockedBy.includes(entry.id));
    return { ...entry, blockedBy: [...entry.blockedBy], blocks: blocks.map(({ id }) => id) };
  }
}

function taken({ id, owner, status }: Entry): TaskRefusal {
  return new TaskRefusal(`Task #${id} is ${owner}'s already (${status}). Take another one.`);
}

function requireShort({ subject = "", description = "" }: Pick<TaskChange, "subject" | "description">): void {
  if (subject.length > TEAM_SUBJECT_MAX_CHARS) {
    throw new TaskRefusal(
      `A subject has at most ${TEAM_SUBJECT_MAX_CHARS} characters; this one has ${subject.length}.`,
    );
  }
  if (description.length > TEAM_TEXT_MAX_CHARS) {
    throw new TaskRefusal(
      `A description has at most ${TEAM_TEXT_MAX_CHARS} characters; write the rest into a file and name it.`,
    );
  }
}

function unique(ids: readonly string[]): string[] {
  return [...new Set(ids)];
}
