// A tool call that an earlier attempt began and did not end: what the model is told of it, instead of doing it again.
import { relative } from "node:path";
import type { EntryOf } from "./transcript/entry.ts";
import { changedSince } from "./changed-since.ts";
import { toolFailure } from "./tools/tool.ts";
import { inOneLine } from "./tools/tool-place.ts";
import type { ToolOutcome } from "./tools/tool.ts";

/** Names told at most; more says only that it was much. */
const FILES_TOLD = 20;

export type InterruptedPlace = {
  readonly root: string;
  /** See `AgentPlace`. */
  readonly leftChanges: readonly string[] | null;
  readonly signal: AbortSignal;
};

/** Says what is known, and claims no more. */
export async function interruptedCall(
  { name, at }: EntryOf<"tool">,
  place: InterruptedPlace,
): Promise<ToolOutcome> {
  const lost = name === "Bash" ? "Its exit code and its output are lost." : "Its answer is lost.";
  const changes = await changesSince(at, place);
  return toolFailure(
    `Interrupted: the worker stopped while this call was at work, and its end was not recorded. It may or may not have run, whole or in part. ${lost} ${changes} Look at what is there before you decide whether to do it again.`,
  );
}

async function changesSince(at: number, { root, leftChanges, signal }: InterruptedPlace): Promise<string> {
  if (leftChanges !== null) return told("Files that it or another call left changed:", leftChanges);
  const paths = await changedSince(root, at, signal).catch((error: unknown) => {
    signal.throwIfAborted();
    void error;
    return null;
  });
  if (paths === null) return "Which files have changed since is not known.";
  const names = paths.map((path) => inOneLine(relative(root, path)));
  const found = told("Files made or changed since it began, by whomever:", names);
  return `${found} What was removed, or is ignored by Git, does not show there.`;
}

function told(what: string, paths: readonly string[]): string {
  if (paths.length === 0) return `${what} none.`;
  const more = paths.length - FILES_TOLD;
  const list = paths.slice(0, FILES_TOLD).join(", ");
  return more > 0 ? `${what} ${list}, and ${more} more.` : `${what} ${list}.`;
}
