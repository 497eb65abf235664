// The commit that a merge comes to, computed from commits alone: no checkout is touched.
import { GitFailed } from "../git.ts";
import { divergence, git, tryGit, type Checkout } from "./checkout.ts";
import { MergeCannotStart } from "./merge-cannot-start.ts";

export type MergedCommit =
  | { readonly status: "in"; readonly commit: string }
  /** The branch holds all that the checkout has: its own commit is the merged one. */
  | { readonly status: "ahead"; readonly commit: string }
  | { readonly status: "merged"; readonly commit: string }
  | { readonly status: "conflict"; readonly files: readonly string[]; readonly reason: string }
  | { readonly status: "refused"; readonly reason: string };

/** Git's exit code for options that it does not know. */
const USAGE = 129;
/** Of Git's messages about a conflict. */
const REASON_MAX_CHARS = 2_000;

/** Merges commit `theirs` of `branch` into commit `ours`. */
export async function makeMergedCommit(
  checkout: Checkout,
  branch: string,
  ours: string,
  theirs: string,
): Promise<MergedCommit> {
  const own = await divergence(checkout, ours, theirs);
  if (own.theirs === 0) return { status: "in", commit: ours };
  if (own.ours === 0) return { status: "ahead", commit: theirs };
  const args = ["merge-tree", "--write-tree", "-z", "--name-only", "--messages", ours, theirs];
  const end = await tryGit(checkout, args);
  const said = parseMergeTree(end.stdout.toString("utf8"));
  // 0 is a clean merge, 1 one with conflicts; unrelated histories and the like are errors.
  if (end.exitCode === USAGE) throw new MergeCannotStart(`Expected Git 2.38 or newer. ${end.stderr.trim()}`);
  if (end.exitCode === 1) return { status: "conflict", files: said.files, reason: said.reason };
  if (end.exitCode !== 0) return { status: "refused", reason: refusalOf(end.stderr, args, end.exitCode) };
  const message = `Merge branch '${branch}'`;
  const made = ["commit-tree", said.tree, "-p", ours, "-p", theirs, "-m", message];
  return { status: "merged", commit: (await git(checkout, made)).trim() };
}

/** `tree NUL (file NUL)* NUL (count NUL path{count} type NUL message NUL)*`, as git-merge-tree(1) has it. */
function parseMergeTree(output: string): { tree: string; files: readonly string[]; reason: string } {
  const fields = output.split("\0");
  const tree = (fields[0] ?? "").trim();
  const end = fields.indexOf("", 1);
  const files = [...new Set(fields.slice(1, end === -1 ? undefined : end))];
  const messages: string[] = [];
  for (let at = end + 1; end !== -1 && at < fields.length - 1;) {
    const paths = Number(fields[at]);
    const type = fields[at + 1 + paths] ?? "";
    if (type.startsWith("CONFLICT")) messages.push((fields[at + 2 + paths] ?? "").trim());
    at += paths + 3;
  }
  return { tree, files, reason: messages.join("\n").slice(0, REASON_MAX_CHARS) };
}

function refusalOf(stderr: string, args: readonly string[], exitCode: number | null): string {
  // A killed Git has refused nothing.
  if (exitCode === null) throw new GitFailed(args, { exitCode, stderr, stdout: Buffer.alloc(0) });
  return `Git cannot merge it: ${stderr.trim().slice(0, REASON_MAX_CHARS)}`;
}
