// Whose a worktree is: a file beside it, written before it is made, so that what a killed worker leaves can be told.
import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { AgentPlaceOptions } from "../agent-place.ts";
import { removeTornWrites, writeFileAtomically } from "../atomic-file.ts";
import { errorCode } from "../path-errors.ts";
import type { ProcessIdentity } from "../process-identity.ts";
import { worktreeNames } from "./worktree-names.ts";

const SUFFIX = ".json";

export type WorktreeRecord = {
  /** Absolute path of the worktree. */
  readonly directory: string;
  /** Real path of the workspace, and of its repository's own directory. */
  readonly workspace: string;
  readonly commonDirectory: string;
  readonly workflowId: string;
  readonly runId: string;
  readonly call: number;
  readonly attempt: number;
  /** The agent's. */
  readonly label: string;
  /** Milliseconds since 1970. */
  readonly madeAt: number;
  readonly owner: ProcessIdentity;
};

/** Agents of the same run that end meanwhile take its folder away when it is empty: more often is something else. */
const TRIES = 5;

export async function writeRecord(record: WorktreeRecord): Promise<void> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await writeFileAtomically(record.directory + SUFFIX, JSON.stringify(record));
    } catch (error) {
      if (errorCode(error) !== "ENOENT" || tried === TRIES) throw error;
    }
  }
}

/** Also one that was killed while it was written. */
export async function removeRecord(directory: string): Promise<void> {
  await rm(directory + SUFFIX, { force: true });
  await removeTornWrites(directory + SUFFIX);
}

/** What earlier attempts left that were killed while they wrote their record: no worktree is there then. */
export async function removeTornRecords(agent: AgentPlaceOptions): Promise<void> {
  for (let attempt = 1; attempt < agent.attempt; attempt += 1)
    await removeTornWrites(worktreeNames({ ...agent, attempt }).directory + SUFFIX);
}

/** The records in a folder, oldest attempt first; none when there is no such folder. What is no record is left out. */
export async function readRecords(folder: string): Promise<readonly WorktreeRecord[]> {
  const names = await readdir(folder).catch((error: unknown): string[] => {
    if (errorCode(error) === "ENOENT") return [];
    throw error;
  });
  const files = names.filter((name) => name.startsWith("pawl-") && name.endsWith(SUFFIX));
  const records = await Promise.all(files.map((name) => readRecord(join(folder, name))));
  return records.filter((record) => record !== null).toSorted((a, b) => a.attempt - b.attempt);
}

async function readRecord(path: string): Promise<WorktreeRecord | null> {
  try {
    const value: unknown = JSON.parse(await readFile(path, "utf8"));
    return isRecord(value) && value.directory + SUFFIX === path ? value : null;
  } catch {
    // Gone meanwhile, or of another make: not ours to act on.
    return null;
  }
}

function isRecord(value: unknown): value is WorktreeRecord {
  if (typeof value !== "object" || value === null || !("owner" in value)) return false;
  const { owner, ...rest } = value as { owner: unknown } & Record<string, unknown>;
  return (
    ["directory", "workspace", "commonDirectory", "workflowId", "runId", "label"].every(
      (key) => typeof rest[key] === "string",
    ) &&
    ["call", "attempt", "madeAt"].every((key) => typeof rest[key] === "number") &&
    typeof owner === "object" &&
    owner !== null &&
    ["pid", "startedAt", "machine"].every((key) => key in owner)
  );
}
