// Which files an agent has seen, and how they looked: a change to a file that looks different by now would undo
// somebody else's.
import { createHash } from "node:crypto";
import { ToolError } from "./tool.ts";

export type SeenFiles = {
  /** The agent knows this content: it read it or wrote it. */
  note(path: string, content: Uint8Array | string): void;
  /** Throws a `ToolError` unless the agent has seen exactly this content. */
  require(path: string, content: Uint8Array | string): void;
};

export function makeSeenFiles(): SeenFiles {
  const hashes = new Map<string, string>();
  return {
    note(path, content) {
      hashes.set(path, hashOf(content));
    },
    require(path, content) {
      const seen = hashes.get(path);
      if (seen === undefined) {
        throw new ToolError(
          `${path} exists and you have not read it yet. Read it first, then make the change.`,
        );
      }
      if (seen !== hashOf(content)) {
        throw new ToolError(
          `${path} has changed since you read it; somebody else is at work on it. Read it again, then make the change.`,
        );
      }
    },
  };
}

function hashOf(content: Uint8Array | string): string {
  return createHash("sha256").update(content).digest("hex");
}
