// pawl clean against the real server: it knows which runs have ended.
import { readFileSync, writeFileSync } from "node:fs";
import { inject, expect, test } from "vitest";
import { pawl } from "../cli/captured-io.ts";
import { endOf, startScript } from "../support/stage.ts";
import { git, writeFiles } from "../workspace/temporary-workspace.ts";
import { makeHome, makeRepository, openTree, worktreesOf } from "../workspace/worktree/worktree-stage.ts";

type Run = { readonly workflowId: string; readonly runId: string };
type World = { readonly workspace: string; readonly home: string };

function clean({ workspace, home }: World, words: readonly string[] = [], address = inject("stage").address) {
  const env = { PAWL_HOME: home, PAWL_WORKSPACE: workspace };
  return pawl(["clean", ...words, "--address", address], { cwd: workspace, env });
}

/** A worktree with a file in it, whose worker is dead. */
async function leaveWorktree(world: World, { workflowId, runId }: Run): Promise<string> {
  const place = await openTree({ ...world, workflowId, runId });
  writeFiles(place.root, { "b.txt": "1\n" });
  const path = `${place.root}.json`;
  // The process that has this number began at another time: it is not the one that made the worktree.
  writeFileSync(path, readFileSync(path, "utf8").replace(/"startedAt":"\d+"/, '"startedAt":"1"'));
  return place.root;
}

test("pawl clean shows what ended runs left, removes it with --yes, and keeps work that was never merged", async () => {
  const world = { workspace: makeRepository().workspace, home: makeHome() };
  const ended = await startScript("return 1");
  await endOf(ended);
  const open = await startScript('return (await approve("Go on?")).approved');
  const left = await leaveWorktree(world, await ended.describe());
  await leaveWorktree(world, await open.describe());

  const shown = await clean(world);
  expect(shown).toMatchObject({ exitCode: 0, stderr: "" });
  expect(shown.stdout).toContain("Nobody's; pawl clean --yes removes:\n  worktree");
  expect(shown.stdout).toContain(left);
  expect(shown.stdout).not.toContain(open.workflowId);
  expect(worktreesOf(world.workspace)).toHaveLength(2);

  const json = await clean(world, ["--json"]);
  expect(JSON.parse(json.stdout)).toMatchObject({
    leftovers: [{ kind: "worktree", name: left, isNobodys: true }],
  });

  const removed = await clean(world, ["--yes"]);
  expect(removed).toMatchObject({ exitCode: 0, stderr: "" });
  expect(removed.stdout).toContain(`Removed:\n  worktree   ${left}\n`);
  expect(worktreesOf(world.workspace)).toHaveLength(1);
  const [, commit = ""] = /Stays:\n[^]*git branch NAME ([0-9a-f]{40}) keeps it/.exec(removed.stdout) ?? [];
  expect(git(world.workspace, "show", `${commit}:b.txt`)).toBe("1");
  await open.terminate();
});

test("pawl clean without a server says so, and lets stay what only a server could judge", async () => {
  const world = { workspace: makeRepository().workspace, home: makeHome() };
  await leaveWorktree(world, { workflowId: "run", runId: "0199bbbb-0000-7000-8000-000000000000" });
  const { exitCode, stdout, stderr } = await clean(world, ["--yes"], "127.0.0.1:1");
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^Nothing to remove\.\nStays:\n {2}worktree/);
  expect(stderr).toContain("none answered. Without it nobody can say which runs have ended");
  expect(worktreesOf(world.workspace)).toHaveLength(1);
});
