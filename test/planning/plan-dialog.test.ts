// `pawl plan` with a person at the terminal: every way of answering, and others who answer first.
import { randomUUID } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { pawl, type Captured, type Person } from "../cli/captured-io.ts";
import { marker, newWorkspace, stageClient } from "../support/stage.ts";
import { planner, script, SOUND } from "./plan-stage.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "pawl-dialog-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const newId = (): string => `dialog-${randomUUID().slice(0, 8)}`;
const MINE = script('await check("true")\nreturn "mine"');

type Act = string | null | ((signal: AbortSignal) => Promise<string | null>);

/** Types the words one question after the other; questions beyond them are left with Ctrl-C. */
function person(...acts: Act[]): Person {
  return async (_question, signal = new AbortController().signal) => {
    const act = acts.shift() ?? null;
    return typeof act === "function" ? act(signal) : act;
  };
}

async function plan(
  mark: string,
  who: Person,
  options: { id?: string; EDITOR?: string } = {},
): Promise<Captured> {
  const { address, home, taskQueue } = inject("stage");
  const { id = newId(), EDITOR = "false" } = options;
  const place = ["--id", id, "--address", address, "--task-queue", taskQueue];
  const cwd = await newWorkspace();
  return pawl(["plan", `do ${mark}`, ...place], { cwd, env: { PAWL_HOME: home, EDITOR }, person: who });
}

describe("pawl plan at a terminal", () => {
  it("asks again after what is no answer, has another version written by a reason, and runs it by yes", async () => {
    const mark = marker();
    const second = script('await check("true")\nreturn "second"');
    await planner(mark, { first: { script: SOUND }, rejected: { script: second } });
    const { exitCode, stdout, stderr } = await plan(mark, person("perhaps", "no: too wide", "y"));
    expect(exitCode).toBe(0);
    expect(stderr).toBe("That is no answer here: perhaps\n");
    expect(stdout).toMatch(/return ok \? "planned" : "red"[^]*2 await check\("true"\)\n3 return "second"/u);
    expect(stdout).toMatch(/^second$/mu);
  });

  it("asks the planner's questions: Enter is the default, other words are an answer, too", async () => {
    const mark = marker();
    const questions = [
      { question: "Which way?", choices: ["left", "right"], default: "right" },
      { question: "How many?", choices: ["1", "2"], default: "2" },
    ];
    await planner(mark, { first: { questions }, answered: { script: SOUND } });
    const id = newId();
    expect((await plan(mark, person("", " 7 of them", ""), { id })).exitCode).toBe(4);
    const status = (await stageClient()).workflow.getHandle(id).query<{ answered: object[] }>("status");
    expect((await status).answered).toMatchObject([
      { question: "Which way?", value: "right" },
      { question: "How many?", value: "7 of them" },
      { kind: "launch", outcome: "rejected" },
    ]);
  });

  it("Ctrl-C leaves the question open and says how to answer it, exit code 130", async () => {
    const mark = marker();
    await planner(mark, { first: { script: SOUND } });
    const id = newId();
    const { exitCode, stderr } = await plan(mark, person(null), { id });
    expect(exitCode).toBe(130);
    expect(stderr).toContain(`pawl approve ${id} g1 (or: pawl reject ${id} g1)`);
    await (await stageClient()).workflow.getHandle(id).signal("reject", { id: "g1" });
  });

  it("an edit that came to nothing is gone on with, and what was saved at last is what runs", async () => {
    const mark = marker();
    await planner(mark, { first: { script: SOUND } });
    await writeFile(path.join(folder, "mine.js"), MINE);
    // The first time it leaves half a sentence, the second time it finds that and puts the rest.
    const editor = path.join(folder, "twice.sh");
    await writeFile(editor, `grep -q HALF "$1" && cp ${folder}/mine.js "$1" || echo "HALF (" >> "$1"\n`);
    const { exitCode, stdout, stderr } = await plan(mark, person("e", "e"), { EDITOR: `sh ${editor}` });
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/script\.js:\d+:\d+ error[^]*Nothing was sent/u);
    expect(stdout).toMatch(/Approving your text[^]*^mine$/mu);
    const [, file = "-"] = /your text is in (\S+)\./u.exec(stderr) ?? [];
    await expect(readFile(file)).rejects.toThrow("ENOENT");
  });

  it("who answers elsewhere answers for all, and an edited text that came too late is kept", async () => {
    const mark = marker();
    await planner(mark, { first: { script: SOUND } });
    const id = newId();
    const elsewhere = async (): Promise<void> =>
      (await stageClient()).workflow.getHandle(id).signal("approve", { by: "ann" });
    const closed = async (signal: AbortSignal): Promise<null> => {
      await elsewhere();
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      return null;
    };
    const EDITOR = `echo "HALF (" >> "$1"; true`;
    const { exitCode, stdout, stderr } = await plan(mark, person("e", closed), { id, EDITOR });
    expect(exitCode).toBe(0);
    expect(stderr).toContain("Meanwhile it was approved by ann.");
    expect(stdout).toMatch(/^planned$/mu);
    const [, file = ""] = /has not confirmed your text; it is in (\S+)\.$/mu.exec(stderr) ?? [];
    expect(await readFile(file, "utf8")).toContain("HALF");
    await rm(path.dirname(file), { recursive: true });
  });

  it("in a pipe without --yes and --detach nothing is started, exit code 2; with --json as one object", async () => {
    const words = ["plan", "do it", "--address", "127.0.0.1:1"];
    const piped = await pawl(words);
    expect(piped).toMatchObject({ exitCode: 2, stdout: "", stderr: expect.stringContaining("--detach") });
    const { exitCode, stdout } = await pawl([...words, "--json"], { person: person("y") });
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ error: { kind: "usage", exitCode: 2 } });
  });
});
