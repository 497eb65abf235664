// A check: a command whose exit code is the truth (K01).
import type { TestCounts } from "./run-result.ts";

export type CheckTask = {
  readonly command: string;
  /** Absolute path of the workspace; `cwd` is inside it, relative. */
  readonly workspace: string;
  readonly cwd?: string;
  readonly timeoutMs: number;
  readonly env?: Readonly<Record<string, string>>;
};

/** `output` is the tail of stdout and stderr together. `tree`: git tree hash of the files judged, `null` outside git. */
export type CheckOutcome = {
  readonly ok: boolean;
  readonly exitCode: number | null;
  /** `SIGKILL` and the like; `TIMEOUT` when the check's own timeout ended it. */
  readonly signal: string | null;
  readonly output: string;
  readonly durationMs: number;
  readonly tests?: TestCounts;
  readonly tree: string | null;
};
