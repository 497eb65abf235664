// A workspace in a temporary directory with something outside of it that must stay as it is.
import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

export type TemporaryWorkspace = {
  /** Real path of the workspace. */
  readonly workspace: string;
  /** A directory beside it. */
  readonly outside: string;
};

/** Removed when the test ends. */
export function makeWorkspace(files: Readonly<Record<string, string>> = {}): TemporaryWorkspace {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "pawl workspace-")));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const [workspace, outside] = [join(root, "project"), join(root, "outside")];
  mkdirSync(workspace);
  mkdirSync(outside);
  writeFiles(workspace, files);
  return { workspace, outside };
}

export function writeFiles(directory: string, files: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), content);
  }
}

/** Runs Git on a repository made by the test, with an identity and without the machine's settings. */
export function git(directory: string, ...args: string[]): string {
  const identity = ["-c", "user.name=Test", "-c", "user.email=test@example.invalid"];
  const env = { PATH: process.env["PATH"], GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null" };
  return execFileSync("git", [...identity, ...args], {
    cwd: directory,
    encoding: "utf8",
    env,
    stdio: "pipe",
  }).trim();
}

/** Every file below a directory with its content. */
export function contentOf(directory: string): Record<string, string> {
  const entries = readdirSync(directory, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(files.sort().map((file) => [file, readFileSync(file, "latin1")]));
}
