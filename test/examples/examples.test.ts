// Every example runs: real server, real worker, real tools; only the model is played.
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { WorkflowHandle } from "@temporalio/client";
import type { RunResult } from "../../src/protocol/run-result.ts";
import { endOf } from "../support/stage.ts";
import { openGate, setExampleStage, type ExampleStage } from "./example-stage.ts";
import { EXAMPLES, LIBRARY, exampleScripts } from "./examples-folder.ts";
import { runSuite } from "./run-suite.ts";

/** Without the person's settings. */
function git(directory: string, ...words: string[]): string {
  const who = { GIT_AUTHOR_NAME: "Ada", GIT_AUTHOR_EMAIL: "a@example.com" };
  const env = {
    PATH: process.env["PATH"],
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_SYSTEM: "/dev/null",
    ...who,
    GIT_COMMITTER_NAME: "Ada",
    GIT_COMMITTER_EMAIL: "a@example.com",
  };
  return execFileSync("git", ["-C", directory, ...words], { env, encoding: "utf8" });
}

let stage: ExampleStage;
const run = new Set<string>();
beforeAll(async () => {
  stage = await setExampleStage();
});
afterAll(() => stage.end());

async function start(name: string, options: Parameters<ExampleStage["start"]>[1]): Promise<WorkflowHandle> {
  run.add(name);
  return stage.start(name, options);
}

/** The result of a run that must complete without any failure. */
async function completed(handle: WorkflowHandle): Promise<RunResult> {
  const end = await endOf(handle);
  if (end.kind !== "returned") throw new Error(`the run ended as ${JSON.stringify(end).slice(0, 2_000)}`);
  expect(end.result).toMatchObject({ status: "completed", failures: [] });
  return end.result;
}

test("01-hello greets whom its args name", async () => {
  const handle = await start("01-hello.js", { workspace: stage.newFolder(), args: { who: "Ada" } });
  expect((await completed(handle)).value).toBe("Hello, Ada! Good to have you here.");
});

test("02-schema gives a profile that fits the schema, after an answer that did not", async () => {
  const { value, census } = await completed(
    await start("02-schema.js", { workspace: await stage.newRepository() }),
  );
  expect(value).toMatchObject({ name: "satchel", testCommand: "node --test" });
  expect(census).toMatchObject({ asked: 1, done: 1 });
});

test("03-parallel answers every question, in order", async () => {
  const { value } = await completed(
    await start("03-parallel.js", { workspace: await stage.newRepository() }),
  );
  expect(value).toHaveLength(3);
  expect(value).toMatchObject([
    { question: expect.stringContaining("hardest to change") as string },
    { answer: expect.stringMatching(/^Of \d+ files I would look at \S+\.js first\.$/) as string },
    { question: expect.stringContaining("newcomer") as string },
  ]);
});

test("04-pipeline takes every file through both stages", async () => {
  const files = ["lib/csv.js", "lib/wrap.js"];
  const handle = await start("04-pipeline.js", { workspace: await stage.newRepository(), args: { files } });
  const { value, census } = await completed(handle);
  expect(value).toMatchObject({ "lib/wrap.js": expect.stringContaining("Gives: dedent, wrap.") as string });
  expect(census.asked).toBe(4);
});

test("05-phases-and-log writes notes from the repository's own commits, and its phases can be followed", async () => {
  const handle = await start("05-phases-and-log.js", { workspace: await stage.newRepository() });
  const { value } = await completed(handle);
  expect(value).toMatchObject({
    commits: 1,
    notes: expect.stringContaining("satchel 1.4.2, as CommonJS") as string,
  });
  expect(await handle.query("status")).toMatchObject({
    phases: [
      { title: "Collect", done: 1 },
      { title: "Explain", done: 1 },
      { title: "Write", done: 1 },
    ],
  });
});

test("06-fix-loop repairs round by round until the suite is green", async () => {
  const workspace = stage.newFolder();
  cpSync(join(EXAMPLES, "fix-loop", "project"), workspace, { recursive: true });
  expect(runSuite(workspace).failed).toBe(2);
  const { value, verdict } = await completed(await start("06-fix-loop.js", { workspace }));
  expect(value).toEqual({ green: true, rounds: 2 });
  expect(verdict).toMatchObject({ ok: true, stale: false });
  expect(runSuite(workspace)).toMatchObject({ passed: 2, failed: 0 });
});

test("06-fix-loop stops when a round changes nothing", async () => {
  const workspace = stage.newFolder();
  const handle = await start("06-fix-loop.js", {
    workspace,
    args: { command: "echo this can never pass; exit 3", rounds: 9 },
  });
  expect((await completed(handle)).value).toMatchObject({ green: false, rounds: 1 });
});

test("07-adversarial-review keeps the finding that the majority could not refute, and drops the other", async () => {
  const handle = await start("07-adversarial-review.js", {
    workspace: await stage.newRepository(),
    args: { scope: "lib/csv.js" },
  });
  const { value, census } = await completed(handle);
  expect(value).toMatchObject({ confirmed: [{ votes: "3 of 3" }], refuted: [{ votes: "1 of 3" }] });
  expect(census.asked).toBe(7);
});

test("08-judge-panel ranks the drafts by their mean score and improves the best", async () => {
  const { value } = await completed(await start("08-judge-panel.js", { workspace: stage.newFolder() }));
  expect(value).toMatchObject({
    winner: expect.stringContaining("ratchet") as string,
    ranking: [{ mean: 7.7 }, { mean: 7 }, { mean: 6.7 }],
  });
});

test("09-approve drafts again after a refusal and publishes what was approved", async () => {
  const workspace = stage.newFolder();
  const handle = await start("09-approve.js", { workspace, args: { about: "the move" } });
  await handle.signal("reject", {
    id: (await openGate(handle, "draft 1 of 3")).id,
    by: "Ada",
    note: "shorter",
  });
  await handle.signal("approve", { id: (await openGate(handle, "draft 2 of 3")).id, by: "Ada" });
  expect((await completed(handle)).value).toEqual({ published: true, by: "Ada", drafts: 2 });
  expect(readFileSync(join(workspace, "ANNOUNCEMENT.md"), "utf8")).toBe("News: the move.\n");
});

test("10-ask writes for the readers and the size that a person chose, once the answer fits", async () => {
  const handle = await start("10-ask.js", { workspace: await stage.newRepository() });
  const size = await openGate(handle, "How long");
  const readers = await openGate(handle, "Who is the guide for?");
  const tooLong = handle.executeUpdate("answer", { args: [{ id: size.id, value: { words: 9_000 } }] });
  await expect(tooLong).rejects.toMatchObject({
    cause: { message: expect.stringContaining("words") as string },
  });
  await handle.signal("answer", { id: size.id, value: { words: 300 } });
  await handle.signal("answer", { id: readers.id, value: "newcomers" });
  const { value } = await completed(handle);
  expect(value).toMatchObject({ readers: "newcomers", words: 300 });
  expect(value).toMatchObject({
    guide: expect.stringContaining("A guide for newcomers (300 words at most)") as string,
  });
});

test("11-nested-workflow runs two other examples, and goes on when a saved script is not there", async () => {
  const workspace = await stage.newRepository();
  cpSync(EXAMPLES, join(workspace, "examples"), { recursive: true });
  const { value, census } = await completed(await start("11-nested-workflow.js", { workspace }));
  expect(value).toEqual({ project: "satchel", tagline: "satchel: the tools you keep writing again" });
  expect(census.asked).toBe(14);
});

test(
  "12-migration leaves a green suite of ES modules, after finding every planned slip",
  { timeout: 240_000 },
  async () => {
    const workspace = await stage.newRepository();
    const handle = await start("12-migration.js", { workspace });
    const gate = await openGate(handle, "Shall the first take the place");
    expect(runSuite(workspace)).toMatchObject({ exitCode: 0, passed: 100 });
    expect(gate.details).toMatchObject({ modules: 17, doubts: [] });
    await handle.signal("approve", { id: gate.id, by: "Ada" });
    const { value, verdict, census } = await completed(handle);
    expect(value).toEqual({
      migrated: true,
      modules: 17,
      tests: { before: 50, after: 50 },
      approvedBy: "Ada",
      doubts: [],
    });
    expect(verdict).toMatchObject({ ok: true, stale: false });
    // A map, two agents a module, two more for each of three slips that a reviewer saw, one each for what the merge's check and the suite saw, a switch.
    expect(census.asked).toBe(1 + 2 * 17 + 2 * 3 + 1 + 1 + 1);
    expect(readdirSync(join(workspace, "lib")).toSorted()).toEqual(
      readdirSync(join(LIBRARY, "lib")).toSorted(),
    );
    expect(JSON.parse(readFileSync(join(workspace, "package.json"), "utf8"))).toMatchObject({
      type: "module",
      version: "2.0.0",
    });
    const log = await handle.query<{ lines: { message: string }[] }>("log");
    expect(log.lines.map(({ message }) => message)).toContainEqual(
      expect.stringMatching(/^lib\/words\.js does not go in: /),
    );
    // All of it came as commits; nothing lies about.
    expect(git(workspace, "status", "--porcelain")).toBe("");
    expect(git(workspace, "worktree", "list").trim().split("\n")).toHaveLength(1);
  },
);

test(
  "12-migration leaves the library as it was, the ES modules beside it and the switch on a branch, when a person says no",
  { timeout: 240_000 },
  async () => {
    const workspace = await stage.newRepository();
    const handle = await start("12-migration.js", { workspace });
    const { id, details } = await openGate(handle, "Shall the first take the place");
    await handle.signal("reject", { id, by: "Ada", note: "after the release" });
    const { branch } = details as { branch: string };
    expect((await completed(handle)).value).toMatchObject({
      migrated: false,
      note: "after the release",
      branch,
    });
    expect(existsSync(join(workspace, "lib", "csv.js"))).toBe(true);
    expect(JSON.parse(readFileSync(join(workspace, "package.json"), "utf8"))).toMatchObject({
      type: "commonjs",
    });
    expect(git(workspace, "show", `${branch}:package.json`)).toContain('"version": "2.0.0"');
  },
);

test(
  "13-review-and-fix fixes what nobody could refute, and mends the fix that broke something else",
  { timeout: 240_000 },
  async () => {
    const workspace = stage.newFolder();
    cpSync(join(EXAMPLES, "review-and-fix", "project"), workspace, { recursive: true });
    for (const words of [
      ["init", "--quiet"],
      ["add", "--all"],
      ["commit", "--quiet", "--message=till"],
    ])
      git(workspace, ...words);
    const handle = await start("13-review-and-fix.js", { workspace });
    const { value, verdict, census } = await completed(handle);
    expect(value).toEqual({
      refuted: [expect.stringContaining("150 %")],
      fixed: ["freeFrom", "cheapest()", "byShop()"].map((part): unknown => expect.stringContaining(part)),
      unfixed: [],
      tests: { before: 6, after: 9 },
      green: true,
    });
    expect(verdict).toMatchObject({ ok: true, stale: false });
    // One that finds, three verifiers for each of four, three fixes, one of them mended.
    expect(census.asked).toBe(1 + 3 * 4 + 3 + 1);
    expect(runSuite(workspace)).toMatchObject({ passed: 9, failed: 0 });
    expect(git(workspace, "status", "--porcelain")).toBe("");
  },
);

test("every example was run by a test above", () => {
  expect([...run].toSorted()).toEqual(exampleScripts());
});
