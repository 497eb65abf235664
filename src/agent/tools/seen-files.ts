// Which files an agent has seen, and how they looked: a change to a file that looks different by now would undo
// somebody else's. By content, not by time: a file that was only touched, or checked out again, has not changed.
import { createHash } from "node:crypto";
import { relative } from "node:path";
import { ToolError } from "./tool.ts";

/** Hash of the content by path, relative to the root: the next attempt's root may lie elsewhere. */
export type SeenRecord = { readonly [path: string]: string };

export type SeenFiles = {
  /** The agent knows this content: it read it or wrote it. `path` is absolute, without links. */
  note(path: string, content: Uint8Array): void;
  /** Throws a `ToolError` unless the agent has seen exactly this content. */
  require(path: string, content: Uint8Array): void;
  /** All that is known. */
  export(): SeenRecord;
  /** What was noted since the last call: written beside each tool's result it makes `restore` possible. */
  takeNew(): SeenRecord;
  /** Takes over what an earlier attempt had seen; called again, later records win. */
  restore(record: SeenRecord): void;
};

/** 128 bits tell contents apart; they are written down for every file read. */
const HASH_CHARS = 32;

export function makeSeenFiles(root: string): SeenFiles {
  const hashes = new Map<string, string>();
  const fresh = new Map<string, string>();
  return {
    note(path, content) {
      const hash = hashOf(content);
      hashes.set(relative(root, path), hash);
      fresh.set(relative(root, path), hash);
    },
    require(path, content) {
      const seen = hashes.get(relative(root, path));
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
    export: () => Object.fromEntries(hashes),
    takeNew() {
      const record = Object.fromEntries(fresh);
      fresh.clear();
      return record;
    },
    restore(record) {
      for (const [path, hash] of Object.entries(record)) hashes.set(path, hash);
    },
  };
}

function hashOf(content: Uint8Array): string {
  return createHash("sha256").update(content).digest("hex").slice(0, HASH_CHARS);
}
