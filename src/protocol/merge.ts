// merge(): brings agents' commits into the workspace, one at a time (K02).
import type { CheckOutcome } from "./check.ts";

export type MergeTask = {
  /** Names this merge in its run, so that one that was cut off goes on as itself. */
  readonly id: number;
  /** Absolute path. */
  readonly workspace: string;
  readonly branches: readonly string[];
  /** Run after each branch; a branch that fails it does not go in. */
  readonly check?: { readonly command: string; readonly timeoutMs: number };
};

export type MergedBranch = { readonly branch: string; readonly check?: CheckOutcome } & (
  | { readonly status: "merged"; readonly commit: string }
  /**
   * `files` are those on which both sides disagree, or where uncommitted work of the workspace is in the way. `sides`
   * are the commits that disagree; absent when the workspace's own work is in the way: no agent can mend that.
   */
  | {
      readonly status: "conflict";
      readonly files: readonly string[];
      readonly reason: string;
      readonly sides?: { readonly ours: string; readonly theirs: string };
    }
  /** The check failed, or there is no such branch. */
  | { readonly status: "rejected"; readonly reason: string }
);

/** In the order of the branches. `head` is the workspace's commit afterwards. */
export type MergeOutcome = { readonly branches: readonly MergedBranch[]; readonly head: string };
