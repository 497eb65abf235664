// Runs a command in the sandbox from another process, perhaps of another user: a second worker, so to say.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { buildSync } from "esbuild";
import { onTestFinished } from "vitest";

const PROGRAM = `
import { runCommand } from "./src/workspace/run-command.ts";
import { hashTree } from "./src/workspace/tree-hash.ts";
const [workspace, command] = process.argv.slice(2);
const bounds = { timeoutMs: 60_000, headBytes: 10_000, tailBytes: 10_000 };
const signal = new AbortController().signal;
const result = await runCommand({ command, workspace, ...bounds }, signal);
console.log(JSON.stringify({ ...result, tree: await hashTree(workspace, signal) }));
`;

export type AnotherProcess = {
  /** All it printed: the command's result and the workspace's tree hash as JSON, or its error. */
  readonly output: () => Promise<string>;
  /** SIGKILL; settles when the process is gone. */
  readonly kill: () => Promise<void>;
};

/** `uid` is a user and group id, as root only. */
export async function runInAnotherProcess(
  workspace: string,
  command: string,
  uid?: number,
): Promise<AnotherProcess> {
  const program = bundled();
  const as = uid === undefined ? {} : { uid, gid: uid };
  const stdio: ["ignore", "pipe", "pipe"] = ["ignore", "pipe", "pipe"];
  const child = spawn(process.execPath, [program, workspace, command], { stdio, cwd: "/", ...as });
  const ended = once(child, "exit");
  const printed = Promise.all([text(child.stdout), text(child.stderr)]);
  await once(child, "spawn");
  onTestFinished(() => end(child, ended));
  return {
    output: async () => (await printed).join(""),
    kill: () => end(child, ended),
  };
}

async function end(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  child.kill("SIGKILL");
  await ended;
}

function bundled(): string {
  const directory = mkdtempSync(join(tmpdir(), "pawl-program-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const [file] = buildSync({
    stdin: { contents: PROGRAM, resolveDir: join(import.meta.dirname, "..", ".."), loader: "ts" },
    bundle: true,
    platform: "node",
    format: "esm",
    write: false,
  }).outputFiles;
  const path = join(directory, "program.mjs");
  writeFileSync(path, file?.text ?? "");
  chmodSync(directory, 0o755);
  return path;
}
