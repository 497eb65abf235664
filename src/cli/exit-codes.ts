// What the shell is told. A contract: scripts and CI branch on these.
import type { RunStatus } from "../protocol/run-result.ts";

export const EXIT = {
  completed: 0,
  failed: 1,
  usage: 2,
  degraded: 3,
  rejected: 4,
  stopped: 5,
  /** No server or no worker. */
  nobody: 6,
  /** Ctrl-C left the run running: the shell's own number for an interrupted command. */
  left: 130,
} as const;

export function exitCodeOf(status: RunStatus): number {
  switch (status) {
    case "completed":
    case "failed":
    case "degraded":
    case "rejected":
    case "stopped":
      return EXIT[status];
    case "running":
    case "waiting":
    case "paused":
      return EXIT.left;
  }
}
