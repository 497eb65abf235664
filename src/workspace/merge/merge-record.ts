// What one merge() of a run has come to so far, on disk: executed again, it goes on and says the same.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { CheckOutcome } from "../../protocol/check.ts";
import type { MergedBranch } from "../../protocol/merge.ts";
import { removeTornWrites, writeFileAtomically } from "../atomic-file.ts";
import { errorCode } from "../path-errors.ts";
import { safeName } from "../safe-name.ts";

/** The commit that is about to go in, and what its check said. */
export type ReadyCommit = {
  readonly head: string;
  readonly tip: string;
  readonly commit: string;
  readonly check?: CheckOutcome;
};

export type BranchRecord = { readonly ready?: ReadyCommit; readonly done?: MergedBranch };

export type MergeRecord = {
  /** By place in the task's list. */
  of(place: number): BranchRecord;
  set(place: number, record: BranchRecord): Promise<void>;
};

export type MergeName = {
  readonly home: string;
  readonly workflowId: string;
  readonly runId: string;
  readonly id: number;
};

/** Below PAWL_HOME. */
export const MERGES_FOLDER = "merges";

/** Directory below PAWL_HOME with the records and temporary files of one run's merges. */
export function mergesPath({ home, workflowId, runId }: Omit<MergeName, "id">): string {
  return join(home, MERGES_FOLDER, safeName(workflowId), safeName(runId));
}

export function openMergeRecord(name: MergeName): MergeRecord {
  const path = join(mergesPath(name), `${name.id}.json`);
  const records = read(path);
  return {
    of: (place) => records[place] ?? {},
    set: async (place, record) => {
      records[place] = record;
      await writeFileAtomically(path, JSON.stringify(records));
      await removeTornWrites(path);
    },
  };
}

function read(path: string): (BranchRecord | null)[] {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as (BranchRecord | null)[];
  } catch (error) {
    if (errorCode(error) === "ENOENT") return [];
    throw error;
  }
}
