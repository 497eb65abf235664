// Judges a merged commit by the task's command, before it goes in.
import { join } from "node:path";
import type { CheckOutcome } from "../../protocol/check.ts";
import type { MergeTask } from "../../protocol/merge.ts";
import { failPoint } from "../fail-point.ts";
import { runCheck } from "../run-check.ts";
import { removeTree } from "../worktree/remove-worktree.ts";
import { makeCheckPlace } from "./check-place.ts";
import type { Checkout } from "./checkout.ts";
import { mergesPath, type MergeName } from "./merge-record.ts";

export type CheckCommitOptions = {
  readonly check: NonNullable<MergeTask["check"]>;
  readonly commit: string;
  readonly name: MergeName;
  readonly signal: AbortSignal;
};

/** Throws `CheckCannotStart`, and the signal's reason when aborted. */
export async function checkCommit(checkout: Checkout, options: CheckCommitOptions): Promise<CheckOutcome> {
  const { check, commit, name, signal } = options;
  const directory = join(mergesPath(name), `${name.id}.check`);
  try {
    const place = { commit, directory, home: name.home, signal };
    const workspace = await makeCheckPlace(checkout, place);
    failPoint("merge-check-place-made");
    // At the workspace's own path: virtual environments and build directories have it in their files.
    return await runCheck({ ...check, workspace, shownAs: checkout.workspace }, signal);
  } finally {
    await removeTree(directory);
  }
}

/** Why a check that did not succeed keeps a branch out. */
export function verdictOf({ exitCode, signal, tests }: CheckOutcome): string {
  const end =
    signal === "TIMEOUT"
      ? "did not end in time"
      : signal === null
        ? `ended with ${exitCode}`
        : `ended by ${signal}`;
  const counts = tests === undefined ? "" : ` (tests: ${tests.passed} passed, ${tests.failed} failed)`;
  return `The check ${end}${counts}.`;
}
