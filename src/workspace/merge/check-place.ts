// A place to try a commit out before it goes in: its files, and copies of what the workspace has and Git ignores
// (installed dependencies, local settings). What a check leaves there is thrown away.
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync, copyFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { isBelow } from "../confined-path.ts";
import { HIDDEN_PLACE } from "../protected-places.ts";
import { git, type Checkout } from "./checkout.ts";

const run = promisify(execFile);

export type CheckPlaceOptions = {
  readonly commit: string;
  /** Made anew; whatever is there goes. */
  readonly directory: string;
  /** PAWL_HOME, which is never copied. */
  readonly home: string;
  readonly signal: AbortSignal;
};

/** Resolves to the directory in which the workspace's files are. Throws `GitFailed`, or the signal's reason. */
export async function makeCheckPlace(checkout: Checkout, options: CheckPlaceOptions): Promise<string> {
  const { commit, directory, signal } = options;
  rmSync(directory, { recursive: true, force: true });
  makeRepository(checkout, directory, commit);
  await git(checkout, ["read-tree", "--reset", "-u", commit], {
    workTree: directory,
    index: join(directory, ".git", "index"),
  });
  const ignored = await ignoredEntries(checkout, options);
  for (const entry of ignored) {
    signal.throwIfAborted();
    mkdirSync(dirname(join(directory, entry)), { recursive: true });
    await copy(join(checkout.top, entry), join(directory, entry), signal);
  }
  return join(directory, checkout.inside);
}

/** Enough of a repository for a command that asks which commit this is and what has changed since. */
function makeRepository(checkout: Checkout, directory: string, commit: string): void {
  const own = join(directory, ".git");
  for (const inner of ["objects", "refs/heads", "info"]) mkdirSync(join(own, inner), { recursive: true });
  writeFileSync(join(own, "HEAD"), `${commit}\n`);
  const format = commit.length === 64 ? "[extensions]\n\tobjectFormat = sha256\n" : "";
  writeFileSync(
    join(own, "config"),
    `[core]\n\trepositoryformatversion = ${format === "" ? 0 : 1}\n${format}`,
  );
  const exclude = join(checkout.commonDirectory, "info", "exclude");
  if (existsSync(exclude)) copyFileSync(exclude, join(own, "info", "exclude"));
}

/** Relative to the top; a directory that is ignored as a whole is one entry. */
async function ignoredEntries(
  checkout: Checkout,
  { directory, home }: CheckPlaceOptions,
): Promise<readonly string[]> {
  const args = ["ls-files", "--others", "--ignored", "--exclude-standard", "--directory", "-z"];
  const output = await git(checkout, [...args, "--", checkout.inside === "" ? "." : checkout.inside]);
  const entries = output.split("\0").map((entry) => entry.replace(/\/$/, ""));
  const ownData = join(checkout.workspace, HIDDEN_PLACE);
  return entries.filter((entry) => {
    const path = join(checkout.top, entry);
    const ofPawl = isBelow(path, home) || isBelow(home, path) || isBelow(ownData, path);
    // The commit may bring a file that was ignored so far.
    return entry !== "" && !ofPawl && !existsSync(join(directory, entry));
  });
}

/** Where the file system can share blocks, it does; elsewhere a real copy: what a check writes must stay its own. */
async function copy(from: string, to: string, signal: AbortSignal): Promise<void> {
  await run("cp", ["-a", "--reflink=auto", "--", from, to], { signal });
}
