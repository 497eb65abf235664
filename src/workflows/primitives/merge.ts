// The host's half of merge() (K02): one merge of the run at a time, conflicts given to agents if the call says so.
import { utf8Bytes, type Json, type JsonObject } from "../../protocol/json.ts";
import {
  CHECK_TIMEOUT_MS_DEFAULT,
  CHECK_TIMEOUT_MS_MAX,
  MERGE_BRANCHES_PER_ACTIVITY,
} from "../../protocol/limits.ts";
import type { MergedBranch, MergeOutcome, MergeTask } from "../../protocol/merge.ts";
import { labelOf } from "../label.ts";
import type { GuestCall } from "../messages.ts";
import { CallStopped, type RunContext } from "../run-context.ts";
import { runInside } from "../window.ts";
import { toRejection } from "./activity-rejection.ts";
import { resolveConflict, type ResolvedBranch } from "./resolve-conflict.ts";

/** What the script must hear of the agents that a merge starts. */
export type MergeEars = { counted(): void; used(): void };

export async function runMergeCall(
  call: GuestCall<"merge">,
  run: RunContext,
  heard: MergeEars,
): Promise<Json> {
  const label = labelOf(call.label, `merge ${call.branches.join(", ")}`);
  try {
    return await runInside(run.merges, utf8Bytes(JSON.stringify(call)), async () => {
      const rows = await mergeAll(call, label, run);
      return (await withResolved(rows, { call, label, run, heard })).map(toRow);
    });
  } catch (thrown) {
    throw toRejection(thrown, { kind: "merge", label, phase: call.phase }, run);
  }
}

async function mergeAll(call: GuestCall<"merge">, label: string, run: RunContext): Promise<MergedBranch[]> {
  const rows: MergedBranch[] = [];
  for (let at = 0; at < call.branches.length; at += MERGE_BRANCHES_PER_ACTIVITY) {
    const branches = call.branches.slice(at, at + MERGE_BRANCHES_PER_ACTIVITY);
    rows.push(...(await mergeOnce(branches, { call, label, run })));
  }
  return rows;
}

export type Merging = { readonly call: GuestCall<"merge">; readonly label: string; readonly run: RunContext };

/** One activity; what went in and what its check said is in the record. */
async function mergeOnce(branches: readonly string[], { call, label, run }: Merging) {
  if (run.isClosing()) throw new CallStopped();
  const since = run.record.changes;
  const outcome = await run.ports.merge(toTask(branches, call, run), label);
  note(outcome, since, { call, label, run });
  return outcome.branches;
}

function note({ branches }: MergeOutcome, since: number, { call, label, run }: Merging): void {
  const { record } = run;
  const merged = branches.filter(({ status }) => status === "merged");
  record.log.write(
    "log",
    `${label}: ${branches.map(({ branch, status }) => `${branch} ${status}`).join(", ")}`,
    call.phase,
  );
  if (merged.length === 0) return;
  record.filesChanged();
  const outcome = merged.at(-1)?.check;
  // It judged the commit that is the workspace's now; whatever else changed meanwhile makes it stale (K03).
  if (outcome !== undefined) record.judge(call.check ?? "", label, { outcome, since: since + 1 });
}

function toTask(branches: readonly string[], call: GuestCall<"merge">, run: RunContext): MergeTask {
  const { check: command, timeoutMs = CHECK_TIMEOUT_MS_DEFAULT } = call;
  return {
    id: run.record.nextMerge(),
    workspace: run.script.workspace,
    branches,
    ...(command === undefined
      ? {}
      : { check: { command, timeoutMs: Math.min(timeoutMs, CHECK_TIMEOUT_MS_MAX) } }),
  };
}

/** One conflict after the other: each agent begins with what went in before it. */
async function withResolved(
  rows: readonly MergedBranch[],
  merging: Merging & { readonly heard: MergeEars },
): Promise<readonly ResolvedBranch[]> {
  if (merging.call.onConflict !== "agent") return rows;
  const resolved: ResolvedBranch[] = [];
  for (const row of rows) {
    const isAgents = row.status === "conflict" && row.sides !== undefined;
    const merge = (branch: string): Promise<readonly MergedBranch[]> => mergeOnce([branch], merging);
    resolved.push(isAgents ? await resolveConflict(row, { ...merging, merge }) : row);
  }
  return resolved;
}

/** As the script sees it. */
function toRow(row: ResolvedBranch): Json {
  const { branch, status, resolvedBy, check } = row;
  const parts: JsonObject = {
    ...("commit" in row ? { commit: row.commit } : {}),
    ...("files" in row ? { files: row.files } : {}),
    ...("reason" in row ? { reason: row.reason } : {}),
    ...(check === undefined ? {} : { check: { ...check } as JsonObject }),
    ...(resolvedBy === undefined ? {} : { resolvedBy }),
  };
  return { branch, status, ...parts };
}
