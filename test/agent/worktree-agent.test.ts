import { execFile } from "node:child_process";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, expect, onTestFinished, test, vi } from "vitest";
import type { Reply } from "../../src/simulator/rules.ts";
import { makeStage } from "./agent-stage.ts";
import type { Play, Stage } from "./agent-stage.ts";
import { makeDyingStore } from "./dying-store.ts";

let stage: Stage;
afterEach(() => stage.close());

const text = (words: string): Reply => ({ kind: "text", text: words });
const tools = (...calls: [name: string, input: object][]): Reply => ({
  kind: "tools",
  calls: calls.map(([name, input]) => ({ name, input: input as never })),
});
const task = { call: 1, isolation: "worktree" } as const;

async function git(...args: string[]): Promise<string> {
  const config = ["-c", "user.name=T", "-c", "user.email=t@example.com", "-c", "init.defaultBranch=main"];
  const { stdout } = await promisify(execFile)("git", [...config, ...args], { cwd: stage.workspace });
  return stdout.trim();
}

async function setUp(play: Play): Promise<void> {
  stage = await makeStage(play);
  await writeFile(join(stage.workspace, "a.txt"), "one\n");
  await git("init", "-q");
  await git("add", ".");
  await git("commit", "-qm", "first");
}

const EDITING: readonly Reply[] = [
  tools(["Read", { file_path: "a.txt" }]),
  tools(["Edit", { file_path: "a.txt", old_string: "one", new_string: "two" }]),
  tools(["Bash", { command: "echo new > b.txt" }]),
  text("done"),
];

async function expectPublished(published: { branch: string; commit: string } | undefined): Promise<void> {
  const { branch = "", commit = "" } = published ?? {};
  expect(await git("rev-parse", branch)).toBe(commit);
  expect(await git("show", `${branch}:a.txt`)).toBe("two");
  expect(await git("show", `${branch}:b.txt`)).toBe("new");
  expect(await git("rev-list", "--count", `main..${branch}`)).toBe("1");
  expect(await git("status", "--porcelain")).toBe("");
  expect(await readFile(join(stage.workspace, "a.txt"), "utf8")).toBe("one\n");
  expect(await git("worktree", "list")).not.toContain("\n");
}

test("A09 what an agent in a worktree changed is one commit on a branch, and the checkout is as it was", async () => {
  await setUp(EDITING);
  const outcome = await stage.run(task);
  expect(outcome).toMatchObject({ result: "done", published: { files: ["a.txt", "b.txt"] } });
  await expectPublished(outcome.published);
});

test("A08 an agent that changed nothing leaves nothing", async () => {
  await setUp([tools(["Read", { file_path: "a.txt" }]), text("read")]);
  const outcome = await stage.run(task);
  expect(outcome).not.toHaveProperty("published");
  expect(await git("branch", "--list")).toBe("* main");
  expect(await git("worktree", "list")).not.toContain("\n");
});

test.each(["saved", "result", "tool", "turn", "done"] as const)(
  "A16 cut off after its first %s, it goes on in a worktree with all that was done",
  async (kind) => {
    await setUp(EDITING);
    const store = makeDyingStore(stage.store, (events) => events.some((event) => event.kind === kind));
    const died = await stage.attempt(task, { store }).catch((error: unknown) => error);
    expect(died).toBeInstanceOf(Error);
    const outcome = await stage.run(task, { attempt: 2 });
    await expectPublished(outcome.published);
    expect(stage.simulator.requests().map(({ turn }) => turn)).toEqual([0, 1, 2, 3]);
    expect(await readdir(join(stage.pawlHome, "worktrees"), { recursive: true })).not.toContain("a.txt");
  },
);

test("A08 a workspace that is no repository is refused before anything is spent", async () => {
  stage = await makeStage([text("done")]);
  expect(await stage.fail(task)).toMatchObject({ type: "WorkspaceRefused", retryable: false });
  expect(stage.simulator.requests()).toEqual([]);
});

test("A08 without bubblewrap a worktree is refused before anything is spent, with the command that installs it", async () => {
  await setUp([text("done")]);
  onTestFinished(() => void vi.unstubAllEnvs());
  vi.stubEnv("PATH", stage.pawlHome);
  const error = await stage.fail(task);
  expect(error).toMatchObject({ type: "WorkspaceRefused", retryable: false });
  expect(error.message).toContain("apt-get install bubblewrap");
  expect(stage.simulator.requests()).toEqual([]);
});
