// `pawl do` as a person and a program call it, against the shared server.
import { randomUUID } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, inject, it } from "vitest";
import type { StatusView } from "../../src/protocol/run-views.ts";
import { pawl, type Captured } from "../cli/captured-io.ts";
import { newWorkspace } from "../support/stage.ts";
import { until } from "../support/until.ts";

const newId = (): string => `do-cli-${randomUUID().slice(0, 8)}`;

/** `pawl do WORDS…` in a workspace whose own scripts stand in for the systems. */
async function pawlDo(...words: string[]): Promise<Captured> {
  const { address, home, taskQueue } = inject("stage");
  const workspace = await newWorkspace();
  await mkdir(join(workspace, ".pawl", "scripts"), { recursive: true });
  for (const system of ["single", "goal"]) {
    const text = `export const meta = { name: "${system}", description: "stands in" };\nreturn args;\n`;
    await writeFile(join(workspace, ".pawl", "scripts", `${system}.js`), text);
  }
  const place = ["--workspace", workspace, "--address", address, "--task-queue", taskQueue];
  return pawl(["do", ...words, ...place], { cwd: workspace, env: { PAWL_HOME: home } });
}

const onStage = (...words: string[]): Promise<Captured> => {
  const { address, home } = inject("stage");
  return pawl([...words, "--address", address], { env: { PAWL_HOME: home } });
};

describe("pawl do", () => {
  it("with --yes shows the choice and what will be told, starts, and follows the run to its end", async () => {
    const id = newId();
    const { exitCode, stdout, stderr } = await pawlDo("What does a.js do?", "--yes", "--id", id);
    expect([exitCode, stderr]).toEqual([0, ""]);
    const lines = stdout.split("\n");
    expect(lines.slice(0, 3)).toEqual([
      `run ${id}`,
      "Start single for this task?",
      "single, because it is a question, and nothing has to change.",
    ]);
    expect(lines[3]).toMatch(/^About 1 agent, 125k tokens, \$\d\.\d\d \(an estimate: one agent, /u);
    expect(lines.slice(4, 6)).toEqual(["  single will be told:", "    task: What does a.js do?"]);
    expect(stdout).toMatch(new RegExp(`^completed {2}${id}`, "mu"));
    const [record] = (await statusOf(id)).answered;
    expect(record).toMatchObject({ kind: "launch", outcome: "approved", note: "--yes" });
    expect(record?.by).not.toBeNull();
  });

  it("in a pipe without --yes starts nothing and says what to do, with exit code 2", async () => {
    const id = newId();
    const { exitCode, stdout, stderr } = await pawlDo("What does a.js do?", "--id", id);
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("Nothing was started");
    expect(stderr).toContain("--yes");
    expect((await onStage("show", id)).stderr).toContain("which no run on queue");
  });

  it("with --detach leaves the question open for anybody", async () => {
    const id = newId();
    const started = await pawlDo(
      "Tidy it up",
      "--as",
      "goal",
      "--check",
      "make test",
      "--detach",
      "--id",
      id,
    );
    expect(started).toMatchObject({ exitCode: 0, stderr: "" });
    await until("the question", async () => (await onStage("pending", id)).stdout.includes("Start goal"));
    expect((await onStage("show", id)).stdout).toContain(
      "goal, because you said so. It is held to `make test`.",
    );
    expect((await onStage("reject", id)).exitCode).toBe(0);
    expect((await onStage("watch", id)).exitCode).toBe(4);
  });

  it("with --json prints one object, with the choice in it", async () => {
    const { exitCode, stdout } = await pawlDo("Tidy it up", "--as", "goal", "--yes", "--json");
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      status: "completed",
      result: { value: { goal: "Tidy it up" }, choice: { system: "goal", by: "person" } },
    });
  });

  it("refuses a system that is none before anything starts", async () => {
    const { exitCode, stderr } = await pawlDo("Tidy it up", "--as", "swarm", "--yes");
    expect(exitCode).toBe(2);
    expect(stderr).toContain("as: ");
  });
});

async function statusOf(id: string) {
  const { stdout } = await onStage("show", id, "--json");
  const { view } = JSON.parse(stdout) as { view: StatusView };
  return view;
}
