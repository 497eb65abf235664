// The Git tree hash of a workspace's files as they are now. Git runs in the sandbox on a read-only view: a repository
// may name programs to be run (filters, a file system monitor), and they must neither act nor leave a trace.
import { join, relative } from "node:path";
import { realpath } from "node:fs/promises";
import { BoundedOutput } from "./bounded-output.ts";
import { commandPolicy } from "./command-policy.ts";
import { findGit, type GitLayout } from "./git-layout.ts";
import { machineView, sandboxPath } from "./sandbox-view.ts";
import { findSandbox, requireSandbox } from "./sandbox.ts";
import { HIDDEN_PLACE } from "./protected-places.ts";
import { runSandboxed } from "./sandboxed-process.ts";
import { hideOwnData } from "./workspace-view.ts";

/** Adding a large tree for the first time takes seconds; longer is not worth a hash. */
const TREE_HASH_TIMEOUT_MS = 120_000;
const HASH = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** Index and objects are made in the sandbox's own /tmp, so neither checkout nor repository changes. */
const OWN_INDEX = "/tmp/.pawl-tree/index";
const OWN_OBJECTS = "/tmp/.pawl-tree/objects";

/**
 * `$1` the repository's index, which saves hashing what has not changed; `cp -p` because Git compares its time with
 * the files'. `$2` the workspace below the checkout's top, empty for the top. Objects may be missing: they are not
 * read, and a partial or shared clone lacks some.
 */
const SCRIPT = `
set -e
mkdir -p ${OWN_OBJECTS}
if [ -f "$1" ]; then cp -p "$1" ${OWN_INDEX}; fi
git add -A -- .
if [ -z "$(git ls-files --cached . | head -c 1)" ]; then git hash-object -t tree /dev/null
elif [ -n "$2" ]; then git write-tree --missing-ok --prefix="$2/"
else git write-tree --missing-ok; fi
`;

/** The command line outranks the repository's settings. None of these may start a program. */
const SAFE_SETTINGS = {
  "core.fsmonitor": "false",
  "core.hooksPath": "/dev/null",
  "core.untrackedCache": "false",
  "core.looseCompression": "0",
  "gc.auto": "0",
  "submodule.recurse": "false",
} as const;

/**
 * Hash of tracked and untracked files (ignored ones excluded), as `git write-tree` after `git add -A` would give it;
 * of a subdirectory, that subdirectory's. `null` outside of Git, and when Git cannot say (a repository inside the
 * workspace without a commit, say). Throws `SandboxMissing`, and the signal's reason when aborted.
 */
export async function hashTree(workspace: string, signal: AbortSignal): Promise<string | null> {
  const directory = await realpath(workspace);
  const git = findGit(directory);
  if (git === null) return null;
  // The operator does without a sandbox; Git on a repository's own settings is not worth that.
  if (commandPolicy().sandbox === "none" && !(await findSandbox()).ok) return null;
  const output = new BoundedOutput(0, 1_024);
  const end = await runSandboxed(
    {
      program: await requireSandbox(),
      view: [...machineView(), ...checkoutView(git, directory)],
      cwd: directory,
      env: environment(git),
      argv: ["/bin/sh", "-c", SCRIPT, "sh", `${git.gitDirectory}/index`, relative(git.top, directory)],
      timeoutMs: TREE_HASH_TIMEOUT_MS,
      output,
    },
    signal,
  );
  const hash = output.text().trim();
  return end.exitCode === 0 && HASH.test(hash) ? hash : null;
}

function checkoutView(git: GitLayout, workspace: string): string[] {
  const places = [...new Set([git.top, git.commonDirectory, git.gitDirectory])];
  return [
    ...places.flatMap((place) => ["--ro-bind", place, place]),
    // A database at work in there is no file that was judged.
    ...hideOwnData(join(workspace, HIDDEN_PLACE)),
    "--remount-ro",
    "/",
  ];
}

function environment(git: GitLayout): Record<string, string> {
  const settings = Object.entries({ ...SAFE_SETTINGS, "safe.directory": git.top });
  const numbered = settings.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return {
    PATH: sandboxPath(),
    HOME: "/tmp",
    LANG: "C.UTF-8",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_INDEX_FILE: OWN_INDEX,
    GIT_OBJECT_DIRECTORY: OWN_OBJECTS,
    // Quoted, since the list's separator, a colon, may be part of the path.
    GIT_ALTERNATE_OBJECT_DIRECTORIES: JSON.stringify(`${git.commonDirectory}/objects`),
    GIT_CONFIG_COUNT: String(settings.length),
    ...Object.fromEntries(numbered),
  };
}
