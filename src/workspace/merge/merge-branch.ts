// One branch into the checkout: what it comes to, whether it may, what the check says, and then the move.
import type { CheckOutcome } from "../../protocol/check.ts";
import type { MergedBranch, MergeTask } from "../../protocol/merge.ts";
import { failPoint } from "../fail-point.ts";
import { readChanges } from "./changes.ts";
import { checkCommit, verdictOf } from "./check-commit.ts";
import { isAncestor, readHead, tipOf, type Checkout, type Head } from "./checkout.ts";
import { findInTheWay } from "./in-the-way.ts";
import type { MergeName, ReadyCommit } from "./merge-record.ts";
import { makeMergedCommit } from "./merged-commit.ts";
import { moveCheckout } from "./move-checkout.ts";
import { refusePaths } from "./refused-paths.ts";

export type BranchTask = {
  readonly branch: string;
  readonly check: MergeTask["check"] | undefined;
  readonly name: MergeName;
  readonly signal: AbortSignal;
  /** What an execution before this one was about to bring in. */
  readonly known: ReadyCommit | undefined;
  /** Remembers what is about to be brought in. */
  readonly ready: (commit: ReadyCommit) => Promise<void>;
};

/** Whoever commits into the workspace without pause keeps a branch out; a check in between takes its time. */
const TRIES_MAX = 10;

/** Throws as `mergeBranches` says. */
export async function mergeBranch(checkout: Checkout, task: BranchTask): Promise<MergedBranch> {
  const { branch, known } = task;
  const tip = await tipOf(checkout, branch);
  if (known !== undefined && (await isAncestor(checkout, known.commit, (await readHead(checkout)).commit))) {
    return mergedAs(branch, known.commit, known.check);
  }
  if (tip === null) {
    return { branch, status: "rejected", reason: `There is no branch ${branch} in the repository.` };
  }
  for (let attempt = 1; attempt <= TRIES_MAX; attempt += 1) {
    const outcome = await tryBranch(checkout, task, tip);
    if (outcome !== "lost") return outcome;
    failPoint("merge-lost");
  }
  const reason = `Others committed into the workspace ${TRIES_MAX} times while it was being merged. Merge it again.`;
  return { branch, status: "rejected", reason };
}

async function tryBranch(checkout: Checkout, task: BranchTask, tip: string): Promise<MergedBranch | "lost"> {
  const { branch, signal } = task;
  const head = await readHead(checkout);
  const made = await commitFor(checkout, task, { head, tip });
  if (made.status === "in") return mergedAs(branch, made.commit);
  if (made.status === "refused") return { branch, status: "rejected", reason: made.reason };
  if (made.status === "conflict") {
    const { files, reason } = made;
    return { branch, status: "conflict", files, reason, sides: { ours: head.commit, theirs: tip } };
  }
  const { commit } = made;
  const changes = await readChanges(checkout, head.commit, commit);
  const refused = refusePaths(checkout, changes);
  if (refused !== null) return { branch, status: "rejected", reason: refused };
  // The checkout is looked at when it is moved; a check, which may take long, is not begun in vain.
  const inTheWay = task.check === undefined ? null : await findInTheWay(checkout, changes);
  if (inTheWay !== null) return { branch, status: "conflict", ...inTheWay };
  const check = await judge(checkout, task, commit);
  if (check !== undefined && !check.ok) {
    return { branch, status: "rejected", reason: verdictOf(check), check };
  }
  signal.throwIfAborted();
  await task.ready({ head: head.commit, tip, commit, ...(check === undefined ? {} : { check }) });
  failPoint("merge-ready-recorded");
  // From here on it is not to be stopped: a moment, and nothing half done.
  const end = await moveCheckout(checkout, { head, to: commit, changes, message: `pawl: merge ${branch}` });
  if (end.status === "lost") return "lost";
  if (end.status === "moved") return mergedAs(branch, commit, check);
  return { branch, status: "conflict", files: end.files, reason: end.reason, ...checked(check) };
}

/** A commit made and checked before the process was killed is taken up: the same inputs, the same result. */
async function commitFor(
  checkout: Checkout,
  { branch, known }: BranchTask,
  { head, tip }: { readonly head: Head; readonly tip: string },
): ReturnType<typeof makeMergedCommit> {
  if (known !== undefined && known.head === head.commit && known.tip === tip) {
    return { status: "merged", commit: known.commit };
  }
  return makeMergedCommit(checkout, branch, head.commit, tip);
}

async function judge(
  checkout: Checkout,
  task: BranchTask,
  commit: string,
): Promise<CheckOutcome | undefined> {
  const { check, name, signal, known } = task;
  if (check === undefined) return undefined;
  if (known?.commit === commit && known.check !== undefined) return known.check;
  return checkCommit(checkout, { check, commit, name, signal });
}

function mergedAs(branch: string, commit: string, check?: CheckOutcome): MergedBranch {
  return { branch, status: "merged", commit, ...checked(check) };
}

function checked(check: CheckOutcome | undefined): { check?: CheckOutcome } {
  return check === undefined ? {} : { check };
}
