import { chmodSync, chownSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { runInAnotherProcess } from "./another-process.ts";
import { git, makeWorkspace } from "./temporary-workspace.ts";

/** The user id of `nobody` on every system; a test that already runs as a normal user stays who it is. */
const NOBODY = process.getuid?.() === 0 ? 65_534 : undefined;

test("the sandbox works for a user without any rights, and holds", async () => {
  const { workspace } = makeWorkspace({ "a.txt": "1" });
  git(workspace, "init", "-q");
  git(workspace, "add", ".");
  const tree = git(workspace, "write-tree");
  chmodSync(dirname(workspace), 0o755);
  if (NOBODY !== undefined) chownSync(workspace, NOBODY, NOBODY);
  const command =
    "git status --short; echo made > b.txt; echo x >> .git/config; mkdir .vscode; ls /root ../outside; " +
    ": >> /proc/sys/kernel/core_pattern; cat /etc/shadow; rm b.txt; echo end";
  const process_ = await runInAnotherProcess(workspace, command, NOBODY);
  const printed = await process_.output();
  const result = JSON.parse(printed) as { exitCode: number; output: string; tree: string };
  expect(result).toMatchObject({ exitCode: 0, tree });
  expect(result.output).toContain("A  a.txt\n");
  expect(result.output.match(/denied|Read-only|No such file|File exists/g)).toHaveLength(6);
  expect(readdirSync(workspace).sort()).toEqual([".git", "a.txt"]);
});

test("a workspace that its worker may not write is no obstacle, and gets no new places", async () => {
  const { workspace } = makeWorkspace();
  writeFileSync(join(workspace, "a.txt"), "text");
  chmodSync(dirname(workspace), 0o755);
  chmodSync(workspace, 0o555);
  const process_ = await runInAnotherProcess(workspace, "cat a.txt; mkdir .vscode", NOBODY);
  const result = JSON.parse(await process_.output()) as { output: string };
  chmodSync(workspace, 0o755);
  expect(result.output).toMatch(/^text.*Permission denied/);
  expect(readdirSync(workspace)).toEqual(["a.txt"]);
  expect(statSync(workspace).isDirectory()).toBe(true);
});
