// A team: a lead and members with one list of tasks and mail between them. What crosses, and what people see of it.

/** The tools of a team's agents, answered by the run; the last is the lead's alone. */
export const TEAM_TOOLS = [
  "TaskCreate",
  "TaskList",
  "TaskGet",
  "TaskUpdate",
  "SendMessage",
  "TeamEnd",
] as const;
export type TeamTool = (typeof TEAM_TOOLS)[number];

/** What an agent is in its team. */
export type TeamRole = "lead" | "member";

/** What the lead goes by unless the call says otherwise. */
export const LEAD_NAME = "lead";
/** Who is meant by a message to all. */
export const EVERYBODY = "*";

export const TASK_STATUSES = ["pending", "in_progress", "completed", "deleted"] as const;
export type TaskStatus = (typeof TASK_STATUSES)[number];

export type TeamTask = {
  /** Counts the team's tasks from 1. */
  readonly id: string;
  readonly subject: string;
  readonly description: string;
  readonly status: TaskStatus;
  /** Whose it is: at work on it, or meant to be. */
  readonly owner: string | null;
  /** Tasks that must be completed before this one is begun. */
  readonly blockedBy: readonly string[];
  readonly blocks: readonly string[];
  readonly createdBy: string;
};

/** `gone`: it failed, and takes no more part. */
export type MemberState = "idle" | "working" | "gone";

export type TeamMember = {
  readonly name: string;
  readonly role: TeamRole;
  readonly state: MemberState;
  /** Its last call of the run; `null` before its first. */
  readonly call: number | null;
  /** How often it was woken. */
  readonly wakes: number;
  /** What it said last, cut. */
  readonly lastWords: string | null;
};

export type TeamLetter = {
  readonly from: string;
  readonly to: string;
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly at: number;
};

/**
 * `completed`: nothing is open and the lead has said its last word. `ended`: the lead ended it though something was.
 * `stalled`: something is open and nobody moves it. `limit`: rounds, agents, tokens or time are used up. `failed`: the
 * lead is gone.
 */
export const TEAM_ENDS = ["completed", "ended", "stalled", "limit", "failed"] as const;
export type TeamEnd = (typeof TEAM_ENDS)[number];

/** One team of a run, as its query shows it. */
export type TeamView = {
  readonly team: number;
  readonly status: "running" | TeamEnd;
  /** Why it ended as it did; `null` while it runs, and where the status says it all. */
  readonly reason: string | null;
  readonly members: readonly TeamMember[];
  readonly tasks: readonly TeamTask[];
  /** The last of it. */
  readonly mail: readonly TeamLetter[];
  readonly letters: number;
  readonly wakes: number;
};

/** In one line, for those who watch. */
export type TeamBrief = {
  readonly team: number;
  readonly status: TeamView["status"];
  readonly tasks: number;
  readonly completed: number;
  readonly working: readonly string[];
  readonly letters: number;
};
