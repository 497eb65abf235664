// What pawl has left behind: for whom it was, and whether anybody may still need it.

export type RunState = "open" | "ended" | "unknown";

/** Asks the server; `null` when there is none to ask. What it does not know is missing in the answer. */
export type AskRunStates = ((runIds: readonly string[]) => Promise<ReadonlyMap<string, RunState>>) | null;

/**
 * `merge`: one that was cut off, and is finished when it is cleared. `folder`: records and temporary files of a run.
 * `reference`: work that no branch shows. `file`: half of a write.
 */
export const LEFTOVER_KINDS = ["merge", "worktree", "folder", "reference", "branch", "file"] as const;

export type Leftover = {
  readonly kind: (typeof LEFTOVER_KINDS)[number];
  /** Absolute path (of a merge: of the checkout), or name of the reference or branch. */
  readonly name: string;
  /** Real path of a directory in the repository; `null` for a folder. */
  readonly workspace: string | null;
  /** `null` for a merge, which is the checkout's business, and for a file, which says only what process wrote it. */
  readonly runId: string | null;
  /** What a reference or branch points at. */
  readonly commit?: string;
  /** Certainly nobody's: it goes when leftovers are cleared. Else it stays, and a person decides. */
  readonly isNobodys: boolean;
  /** Whose it was and why it may go, or why it stays and what to do about it. */
  readonly why: string;
};

export type LeftoverScope = {
  /** Real path of PAWL_HOME. */
  readonly home: string;
  /** Real paths. */
  readonly workspaces: readonly string[];
  readonly askRunStates: AskRunStates;
};

/** What all kinds are judged by. */
export type Knowledge = {
  readonly stateOf: (runId: string) => RunState;
  /** There was a server to ask. */
  readonly hasServer: boolean;
};

/**
 * A run that its server does not know any more has ended long ago, or was another server's. No attempt of an agent lasts
 * longer than this.
 */
export const FORGOTTEN_AFTER_MS = 24 * 3_600_000;
