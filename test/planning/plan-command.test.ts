// `pawl plan` in a pipe: with --yes, with the question left open, and from an earlier run.
import { randomUUID } from "node:crypto";
import { userInfo } from "node:os";
import { describe, expect, inject, it } from "vitest";
import type { StatusView } from "../../src/protocol/run-views.ts";
import { pawl, type Captured } from "../cli/captured-io.ts";
import { marker, newWorkspace, requestsWith } from "../support/stage.ts";
import { until } from "../support/until.ts";
import { planner, script, sha256, SOUND } from "./plan-stage.ts";

const newId = (): string => `plan-cli-${randomUUID().slice(0, 8)}`;

async function onStage(...words: string[]): Promise<Captured> {
  const { address, home, taskQueue } = inject("stage");
  const workspace = await newWorkspace();
  const place = ["--address", address, "--task-queue", taskQueue];
  return pawl([...words, ...place], { cwd: workspace, env: { PAWL_HOME: home } });
}

describe("pawl plan", () => {
  it("with --yes asks nobody, and ends as the script does", async () => {
    const mark = marker();
    await planner(mark, { first: { script: SOUND } });
    const { exitCode, stdout } = await onStage("plan", `do ${mark}`, "--yes", "--json");
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      status: "completed",
      result: { value: "planned", script: { name: "planned", hash: sha256(SOUND) } },
    });
    const { workflowId } = JSON.parse(stdout) as { workflowId: string };
    const { view } = JSON.parse((await onStage("show", workflowId, "--json")).stdout) as { view: StatusView };
    expect(view.answered).toMatchObject([
      { outcome: "approved", by: userInfo().username, value: { hash: sha256(SOUND) } },
    ]);
    expect(view.answered[0]?.note).toContain("--yes");
  });

  it("pawl do --yes takes the planner's own choice where it asks, and goes on at once", async () => {
    const mark = marker();
    const questions = [{ question: "Which way?", choices: ["left", "right"], default: "right" }];
    await planner(mark, { first: { questions }, answered: { script: SOUND } });
    const { exitCode, stdout } = await onStage("do", `do ${mark}`, "--as", "workflow", "--yes");
    expect(exitCode).toBe(0);
    expect(stdout).toContain("Which way? (left | right; Enter for right): right");
    expect(stdout).toContain("planned");
  });

  it("with --detach leaves the question open: show has text and plan, reject with a reason asks again, approve runs it", async () => {
    const mark = marker();
    const second = script('await check("true")\nreturn "second"');
    await planner(mark, { first: { script: SOUND }, rejected: { script: second } });
    const id = newId();
    expect((await onStage("plan", `do ${mark}`, "--detach", "--id", id)).exitCode).toBe(0);
    await until("the plan", async () => (await onStage("pending", id)).stdout.includes("Start planned?"));
    const shown = (await onStage("show", id)).stdout;
    expect(shown).toContain('2 const { ok } = await check("true")');
    expect(shown).toContain("judged by: true");
    expect(shown).toContain(`do ${mark}`);
    expect((await onStage("reject", id, "--note", "another one")).exitCode).toBe(0);
    await until("the second", async () => (await onStage("show", id)).stdout.includes('return "second"'));
    const stale = await onStage("approve", id, "--hash", sha256(SOUND).slice(0, 12));
    expect(stale).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("look at it before") as string,
    });
    const approved = await onStage("approve", id, "--hash", sha256(second));
    expect(approved).toMatchObject({
      exitCode: 0,
      stdout: `${id} took it: approve. That was gate g2, version 2 with sha256 ${sha256(second)}.\n`,
    });
    const end = await onStage("watch", id);
    expect(end.exitCode).toBe(0);
    expect(end.stdout).toContain("second");
  });

  it("--from gives the script of an earlier run, named by the beginning of its id", async () => {
    const mark = marker();
    await planner(mark, { first: { script: script(`await check("true")\nreturn "${mark}"`) } });
    const id = newId();
    expect((await onStage("plan", `do ${mark}`, "--yes", "--id", id)).exitCode).toBe(0);
    const again = await onStage("plan", "say it louder", "--from", id.slice(0, -2), "--yes");
    expect(again.exitCode).toBe(0);
    const asked = await requestsWith("Here is the script of an earlier run");
    expect(asked.length).toBeGreaterThan(0);
  });

  it("refuses an empty task and options that do not fit before anything starts", async () => {
    expect((await onStage("plan", " ", "--yes")).exitCode).toBe(2);
    expect((await onStage("plan", "x", "--args", "{no json", "--yes")).exitCode).toBe(2);
    expect((await onStage("approve", "x", "--hash", "abc")).exitCode).toBe(2);
  });
});
