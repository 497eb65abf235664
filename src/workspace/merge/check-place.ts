// A place to try a commit out before it goes in: its files, and copies of what the workspace has and Git ignores
// (installed dependencies, local settings). What a check leaves there is thrown away.
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync, copyFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { isBelow } from "../confined-path.ts";
import { MERGE_CHECK_COPY_MAX_BYTES } from "../../protocol/limits.ts";
import { HIDDEN_PLACE } from "../protected-places.ts";
import { removeTree } from "../worktree/remove-worktree.ts";
import { git, type Checkout } from "./checkout.ts";
import { MergeCannotStart } from "./merge-cannot-start.ts";

const run = promisify(execFile);

/** A line for every ignored file or directory. */
const DU_OUTPUT_BYTES = 64 * 1024 ** 2;

export type CheckPlaceOptions = {
  readonly commit: string;
  /** Made anew; whatever is there goes. */
  readonly directory: string;
  /** PAWL_HOME, which is never copied. */
  readonly home: string;
  readonly signal: AbortSignal;
};

/** Resolves to the directory in which the workspace's files are. Throws `GitFailed`, `MergeCannotStart`, or the signal's reason. */
export async function makeCheckPlace(checkout: Checkout, options: CheckPlaceOptions): Promise<string> {
  const { commit, directory, signal } = options;
  await removeTree(directory);
  await makeRepository(checkout, options);
  await git(checkout, ["read-tree", "--reset", "-u", commit], {
    workTree: directory,
    index: join(directory, ".git", "index"),
  });
  const ignored = await ignoredEntries(checkout, options);
  await refuseLarge(checkout, ignored);
  for (const entry of ignored) {
    signal.throwIfAborted();
    // The commit may bring a file that was ignored so far; and Git names directories in directories, too.
    if (existsSync(join(directory, entry))) continue;
    mkdirSync(dirname(join(directory, entry)), { recursive: true });
    await copy(join(checkout.top, entry), join(directory, entry), signal);
  }
  return join(directory, checkout.inside);
}

/**
 * A repository of its own, for commands that ask what has changed since which commit: HEAD is the merged one, branches
 * and tags are as they are now. The objects are linked, which is safe: commands find `.git` read-only.
 */
async function makeRepository(
  checkout: Checkout,
  { commit, directory, signal }: CheckPlaceOptions,
): Promise<void> {
  const own = join(directory, ".git");
  for (const inner of ["refs", "info"]) mkdirSync(join(own, inner), { recursive: true });
  writeFileSync(join(own, "HEAD"), `${commit}\n`);
  writeFileSync(
    join(own, "packed-refs"),
    await git(checkout, ["for-each-ref", "--format=%(objectname) %(refname)"]),
  );
  const format = commit.length === 64 ? "[extensions]\n\tobjectFormat = sha256\n" : "";
  const version = `\trepositoryformatversion = ${format === "" ? 0 : 1}\n`;
  writeFileSync(join(own, "config"), `[core]\n${version}${settingLines(checkout)}${format}`);
  const exclude = join(checkout.commonDirectory, "info", "exclude");
  if (existsSync(exclude)) copyFileSync(exclude, join(own, "info", "exclude"));
  const [from, to] = [join(checkout.commonDirectory, "objects"), join(own, "objects")];
  // On another disk than the repository nothing can be linked.
  await run("cp", ["-a", "--link", "--", from, to], { signal }).catch(() => copy(from, to, signal));
}

/** Without them Git would find every file changed. */
function settingLines({ fileSettings }: Checkout): string {
  return fileSettings.map(([key, value]) => `\t${key.slice("core.".length)} = ${value}\n`).join("");
}

/** Relative to the top; a directory that is ignored as a whole is one entry. */
async function ignoredEntries(checkout: Checkout, { home }: CheckPlaceOptions): Promise<readonly string[]> {
  const args = ["ls-files", "--others", "--ignored", "--exclude-standard", "--directory", "-z"];
  const output = await git(checkout, [...args, "--", checkout.inside === "" ? "." : checkout.inside]);
  const entries = output.split("\0").map((entry) => entry.replace(/\/$/, ""));
  const ownData = join(checkout.workspace, HIDDEN_PLACE);
  return entries.filter((entry) => {
    const path = join(checkout.top, entry);
    const ofPawl = isBelow(path, home) || isBelow(home, path) || isBelow(ownData, path);
    return entry !== "" && !ofPawl;
  });
}

/** Filling the disk of the workspace is worse than no check. */
async function refuseLarge(checkout: Checkout, entries: readonly string[]): Promise<void> {
  if (entries.length === 0) return;
  const running = run("du", ["-s", "-c", "-k", "--files0-from=-"], {
    cwd: checkout.top,
    maxBuffer: DU_OUTPUT_BYTES,
  });
  running.child.stdin?.end(entries.join("\0"));
  const { stdout } = await running;
  const bytes = Number(/(\d+)\s+total\s*$/.exec(stdout)?.[1] ?? 0) * 1024;
  if (bytes <= MERGE_CHECK_COPY_MAX_BYTES) return;
  throw new MergeCannotStart(
    `A check after a merge gets a copy of what Git ignores; here that is ${Math.round(bytes / 1e9)} GB, more than ` +
      `${Math.round(MERGE_CHECK_COPY_MAX_BYTES / 1e9)}. Keep large data outside of the workspace, or merge without a check ` +
      `and call check() afterwards.`,
  );
}

/** Where the file system can share blocks, it does; elsewhere a real copy: what a check writes must stay its own. */
async function copy(from: string, to: string, signal: AbortSignal): Promise<void> {
  await run("cp", ["-a", "--reflink=auto", "--", from, to], { signal });
}
