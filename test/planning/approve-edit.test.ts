// `pawl approve --edit`: the text in an editor, checked, and what was saved is what runs.
import { randomUUID } from "node:crypto";
import { access, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { pawl, type Captured } from "../cli/captured-io.ts";
import { openGates } from "../support/open-gates.ts";
import { endOf, startScript } from "../support/stage.ts";
import { until } from "../support/until.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "pawl-approve-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const META = `export const meta = { name: "edited", description: "a test" }\n`;

function onStage(words: readonly string[], env: Record<string, string> = {}): Promise<Captured> {
  const { address, taskQueue, home } = inject("stage");
  const place = ["--address", address, "--task-queue", taskQueue];
  return pawl([...words, ...place], { cwd: folder, env: { PAWL_HOME: home, ...env } });
}

/** An editor that puts a text in the place of what it was given. */
async function editorOf(text: string): Promise<string> {
  const file = path.join(folder, randomUUID());
  await writeFile(file, text);
  return `cp ${file}`;
}

async function launch(body: string) {
  const workflowId = `edit-${randomUUID().slice(0, 8)}`;
  const handle = await startScript(META + body, { approval: "launch", workflowId });
  await openGates(handle);
  return { handle, workflowId };
}

test("what was saved is what runs, and its hash is shown", async () => {
  const { handle, workflowId } = await launch(`return "first"`);
  const { exitCode, stderr } = await onStage(["approve", workflowId, "--edit"], {
    EDITOR: await editorOf(`${META}return "second"`),
  });
  expect({ exitCode, stderr }).toEqual({
    exitCode: 0,
    stderr: expect.stringMatching(/^Approving your text, sha256 [0-9a-f]{64}\.$/mu),
  });
  const end = await endOf(handle);
  expect(end).toMatchObject({ result: { value: "second" } });
  expect(stderr).toContain((end as { result: { script: { hash: string } } }).result.script.hash);
});

test("what is no script is not sent: the question stays open, and the text is kept", async () => {
  const { handle, workflowId } = await launch(`return "first"`);
  const wrong = `${META}import fs from "fs"`;
  const { exitCode, stderr } = await onStage(["approve", workflowId, "--edit"], {
    EDITOR: await editorOf(wrong),
  });
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/script\.js:2:1[^]*Nothing was sent/u);
  const [, kept = ""] = /your text is in (\S+)\.$/mu.exec(stderr) ?? [];
  expect(await readFile(kept, "utf8")).toBe(wrong);
  await rm(path.dirname(kept), { recursive: true });
  expect(await openGates(handle)).toHaveLength(1);
  await handle.signal("approve", {});
  expect(await endOf(handle)).toMatchObject({ result: { value: "first" } });
});

test("an editor that fails, or changes nothing, sends nothing, and the text it left can be given later", async () => {
  const { handle, workflowId } = await launch(`return "first"`);
  const failed = await onStage(["approve", workflowId, "--edit"], { EDITOR: "false" });
  const same = await onStage(["approve", workflowId, "--edit"], { EDITOR: "true" });
  const none = await onStage(["approve", workflowId, "--edit"]);
  for (const { exitCode, stdout, stderr } of [failed, same, none]) {
    expect([exitCode, stdout]).toEqual([1, ""]);
    expect(stderr).toContain("Nothing was sent");
  }
  expect(await openGates(handle)).toHaveLength(1);
  const [, file = ""] = /--text (\S+)$/mu.exec(same.stderr) ?? [];
  await writeFile(file, `${META}return "later"`);
  const given = await onStage(["approve", workflowId, "g1", "--text", file]);
  expect(given).toMatchObject({ exitCode: 0, stderr: expect.stringContaining("Approving your text") });
  expect(await endOf(handle)).toMatchObject({ result: { value: "later" } });
  for (const { stderr } of [failed, same, none]) await removeKept(stderr);
});

test("pawl run --approve --yes puts the question, answers it in the user's name, and runs", async () => {
  const file = path.join(folder, "yes.js");
  await writeFile(file, `${META}return "done"`);
  const { exitCode, stdout } = await onStage(["run", file, "--approve", "--yes", "--json"]);
  const { workflowId, result } = JSON.parse(stdout) as { workflowId: string; result: { value: string } };
  expect([exitCode, result.value]).toEqual([0, "done"]);
  const shown = await onStage(["show", workflowId, "--json"]);
  const { view } = JSON.parse(shown.stdout) as { view: { answered: object[] } };
  expect(view.answered).toMatchObject([{ kind: "launch", outcome: "approved", by: userInfo().username }]);
  expect((await onStage(["run", file, "--yes"])).exitCode).toBe(2);
});

test("a text that the run does not take stays, and it is said where", async () => {
  const { handle, workflowId } = await launch(`return "first"`);
  await handle.signal("approve", { by: "ann" });
  await endOf(handle);
  const late = await onStage(["approve", workflowId, "--edit"], { EDITOR: "false" });
  expect(late).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("has no such question open") });
  const { handle: second, workflowId: id } = await launch(`return "first"`);
  const edited = await editorOf(`${META}return "late"`);
  const answering = `answered() { ${edited} "$1"; touch ${folder}/editing; while [ ! -e ${folder}/gone ]; do sleep 0.1; done; }; answered`;
  const approving = onStage(["approve", id, "--edit"], { EDITOR: answering });
  await until("the editor", () =>
    access(`${folder}/editing`).then(
      () => true,
      () => false,
    ),
  );
  await second.signal("reject", { by: "ann" });
  await endOf(second);
  await writeFile(`${folder}/gone`, "");
  const { exitCode, stderr } = await approving;
  expect(exitCode).toBe(1);
  expect(await readFile(keptIn(stderr), "utf8")).toBe(`${META}return "late"`);
  await removeKept(stderr);
});

function keptIn(stderr: string): string {
  return /(\/\S*pawl-edit-\S+\/script\.js)/u.exec(stderr)?.[1] ?? "";
}

async function removeKept(stderr: string): Promise<void> {
  await rm(path.dirname(keptIn(stderr)), { recursive: true });
}

test("pawl show has the plan and the text with line numbers, and pending the plan", async () => {
  const { handle, workflowId } = await launch(`await agent("a\u202eb"); return "first"`);
  const shown = await onStage(["show", workflowId]);
  expect(shown.stdout).toMatch(/^1 export const meta/mu);
  expect(shown.stdout).toMatch(/^2 await agent\("a\\u\{202e\}b"\)/mu);
  expect(shown.stdout).toMatch(/agents: 1, 1 at once at most/u);
  expect((await onStage(["pending", workflowId])).stdout).toContain("verification will be by opinion");
  await handle.signal("reject", {});
  expect(await endOf(handle)).toMatchObject({ result: { status: "rejected" } });
});
