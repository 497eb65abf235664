// Where one attempt of an agent works: the workspace itself, or a git worktree of its own (A08, A09).
import type { PublishedWork } from "../protocol/agent.ts";

export type AgentPlaceOptions = {
  /** Real path of the workspace. */
  readonly workspace: string;
  /** PAWL_HOME: worktrees lie below it. */
  readonly home: string;
  readonly workflowId: string;
  readonly runId: string;
  readonly call: number;
  /** Names the attempt among all attempts and legs of the agent: a number that only grows. */
  readonly attempt: number;
  /** The agent's: first line of its commits. */
  readonly label?: string | undefined;
  readonly isolation?: "worktree" | undefined;
  readonly base?: string | undefined;
  readonly merging?: string | undefined;
  /** What `saved` said last in the attempts before; the place begins with it. */
  readonly saved?: SavedWork | undefined;
  readonly signal: AbortSignal;
};

/** A commit that keeps what the agent has changed so far; no branch shows it. */
export type SavedWork = { readonly base: string; readonly commit: string };

export type AgentPlace = {
  /** Real path of the directory that the agent's tools may write in. */
  readonly root: string;
  /**
   * Absolute path that leads to `root`, the same in all attempts of the agent: what it is told, since its conversation
   * outlives an attempt's directory.
   */
  readonly shownAs: string;
  /**
   * Files that an attempt before this one changed after its last `save`, when its worktree is still there: they are
   * in `root`. `null`: nothing is known about them.
   */
  readonly leftChanges: readonly string[] | null;
  /** The commit that the agent began with; `null` in a shared workspace. */
  readonly base: string | null;
  /** Keeps the changes so far; `null` when there is nothing to keep: a shared workspace, or no change at all. */
  save(): Promise<SavedWork | null>;
  /** Makes the commit to publish and says what it will be; `null` when nothing was changed, or the place is shared. Nothing is visible yet. */
  seal(): Promise<PublishedWork | null>;
  /** Points the branch at the sealed commit, by one compare-and-swap; again is harmless. */
  publish(work: PublishedWork): Promise<void>;
  /** Takes down what the attempt alone needed. Saved and published work stays. */
  close(): Promise<void>;
};
