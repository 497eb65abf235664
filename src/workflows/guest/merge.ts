// merge(branches, options?): brings agents' branches into the workspace, one at a time (K02).
import type { Json, JsonObject } from "../../protocol/json.ts";
import { BRANCH_MAX_CHARS, COMMAND_MAX_CHARS, MERGE_BRANCHES_MAX } from "../../protocol/limits.ts";
import type { Channel, Request } from "./channel.ts";
import { toMilliseconds } from "./durations.ts";
import { present, toOptions, toText } from "./options.ts";

/** One given entry: a branch, or why there is none to merge. */
type Entry = { readonly branch: string } | { readonly branch: null; readonly reason: string };

const ON_CONFLICT = ["report", "agent"];

export function makeMerge(channel: Channel, currentPhase: () => string | null) {
  return async function merge(branches: unknown, options?: unknown): Promise<Json> {
    const entries = toEntries(branches);
    const given = toOptions("merge(branches, options)", options);
    const request = {
      t: "merge",
      branches: entries.flatMap(({ branch }) => (branch === null ? [] : [branch])),
      phase: toText("merge(): phase", given["phase"]) ?? currentPhase(),
      ...present({
        label: toText("merge(): label", given["label"]),
        check: toCommand(given["check"]),
        timeoutMs:
          given["timeoutMs"] === undefined
            ? undefined
            : Math.max(1, toMilliseconds(given["timeoutMs"], "merge(): timeoutMs")),
        onConflict: toOnConflict(given["onConflict"]),
      }),
    };
    const merged = request.branches.length === 0 ? [] : await channel.ask(request as Request);
    return inOrder(entries, merged as readonly Json[]);
  };
}

/** One row for each given entry, in its place: those without a branch are skipped. */
function inOrder(entries: readonly Entry[], merged: readonly Json[]): Json {
  let next = 0;
  return entries.map((entry) =>
    entry.branch === null
      ? { branch: null, status: "skipped", reason: entry.reason }
      : (merged[next++] as JsonObject),
  );
}

function toEntries(branches: unknown): Entry[] {
  const list = Array.isArray(branches) ? Array.from(branches as unknown[]) : [branches];
  if (list.length > MERGE_BRANCHES_MAX) {
    throw new RangeError(
      `merge() takes at most ${MERGE_BRANCHES_MAX} branches, got ${list.length}; split them`,
    );
  }
  return list.map(toEntry);
}

function toEntry(given: unknown, index: number): Entry {
  if (typeof given === "string" && given.trim() !== "") return { branch: checkedName(given) };
  if (given === null) return { branch: null, reason: "there is no agent's work here: null" };
  if (typeof given === "object") {
    const { branch, status } = given as { branch?: unknown; status?: unknown };
    if (typeof branch === "string" && branch !== "") return { branch: checkedName(branch) };
    if (status === "done")
      return { branch: null, reason: "the agent changed nothing, or had no worktree of its own" };
    if (typeof status === "string") return { branch: null, reason: `the agent ended as ${status}` };
  }
  const got = given === "" ? "an empty text" : typeof given;
  throw new TypeError(
    `merge() takes names of branches, or envelopes of agent(…, { isolation: "worktree", details: true }); got ${got} at index ${index}`,
  );
}

function checkedName(branch: string): string {
  if (branch.length <= BRANCH_MAX_CHARS) return branch;
  throw new TypeError(
    `merge() takes names of branches, of at most ${BRANCH_MAX_CHARS} characters; got a text of ${branch.length}`,
  );
}

function toCommand(check: unknown): string | undefined {
  const command = toText("merge(): check", check);
  if (command === undefined || (command.trim() !== "" && command.length <= COMMAND_MAX_CHARS)) return command;
  throw new TypeError(`merge(): check takes a shell command of 1 to ${COMMAND_MAX_CHARS} characters`);
}

function toOnConflict(value: unknown): string | undefined {
  if (value === undefined || ON_CONFLICT.includes(value as string)) return value as string | undefined;
  throw new TypeError(
    `merge(): onConflict is ${ON_CONFLICT.map((word) => JSON.stringify(word)).join(" or ")}, got ${typeof value === "string" ? JSON.stringify(value) : typeof value}`,
  );
}
