// Agents that start agents, and teams: from the program, from plain Temporal, from scripts.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { WorkflowHandle } from "@temporalio/client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunInput } from "../../src/protocol/run-input.ts";
import type { RunResult } from "../../src/protocol/run-result.ts";
import type { TeamView } from "../../src/protocol/team.ts";
import type { JsonObject } from "../../src/protocol/json.ts";
import type { Reply } from "../../src/simulator/rules.ts";
import { processesWith } from "../support/processes.ts";
import { runPawl } from "../integration/run-pawl.ts";
import { marker } from "../support/stage.ts";
import { until } from "../support/until.ts";
import { granted } from "./claims.ts";
import { CrewStage, TASK_QUEUE } from "./crew-stage.ts";

let stage: CrewStage;
beforeAll(async () => {
  stage = await CrewStage.open();
  await stage.startWorker();
});
afterAll(() => stage.close());

const FILES = {
  "a.js": "export function alpha() {}\n",
  "parts/b.js": "export function beta() {}\n",
  "parts/c.js": "export function gamma() {}\nexport function delta() {}\n",
};
const DESCRIBED = "a.js exports alpha\nparts/b.js exports beta\nparts/c.js exports gamma, delta";

/** What the rules of library/rules/subagents.mjs understand. The mark is a folder's name: every prompt has it. */
const describing = (mark: string): string => `Describe ${mark}/a.js and ${mark}/parts/.`;
const described = (mark: string): string =>
  DESCRIBED.split("\n")
    .map((line) => `${mark}/${line}`)
    .join("\n");

async function newSource(mark: string): Promise<string> {
  return stage.newRepository(
    Object.fromEntries(Object.entries(FILES).map(([name, text]) => [`${mark}/${name}`, text])),
  );
}

const building = (mark: string): string =>
  `Build a calculator (${mark}): addition and multiplication, each in a file.`;
/** The lead's name is in the first words of everybody's prompt: so the simulator's log can tell whose they are. */
const teamArgs = (mark: string) => ({ task: building(mark), lead: { name: mark }, check: "node --test" });

async function start(type: string, input: unknown, id: string): Promise<WorkflowHandle> {
  return stage.client.workflow.start(type, {
    taskQueue: TASK_QUEUE,
    workflowId: `crew-${id}`,
    args: [input],
  });
}

const run = (mark: string, input: RunInput): Promise<WorkflowHandle> => start("run", input, mark);
const resultOf = async (handle: WorkflowHandle): Promise<RunResult> => (await handle.result()) as RunResult;

const BUILT = {
  status: "completed",
  value: {
    status: "completed",
    result: "The calculator is built, and its test passes.",
    tasks: [1, 2, 3].map((id) => ({ id: String(id), status: "completed" })),
    check: { ok: true },
  },
  census: { null: 0, failed: 0, skipped: 0 },
  failures: [],
};

async function expectBuilt(mark: string, workspace: string, result: RunResult): Promise<void> {
  expect(result).toMatchObject(BUILT);
  expect(await readFile(join(workspace, "index.js"), "utf8")).toContain(
    'export { add } from "./lib/add.js";',
  );
  expect(granted(stage.claims(mark)).map(({ task }) => task)).toEqual(["1", "2", "3"]);
}

describe("subagents", () => {
  it("pawl run subagents: the lead's agents work side by side, and their results come back to it", async () => {
    const mark = marker();
    const workspace = await newSource(mark);
    const words = ["run", "subagents", "--args", JSON.stringify(describing(mark)), "--workspace", workspace];
    const { code, stdout } = await pawl([...words, "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout.trim().split("\n").at(-1) ?? "")).toMatchObject({
      result: {
        status: "completed",
        value: { result: described(mark), check: null },
        census: { asked: 3, done: 3 },
      },
    });
  });

  it("by its name in a run, with depth: those that it starts start some, too", async () => {
    const mark = marker();
    const workspace = await newSource(mark);
    const handle = await run(mark, {
      name: "subagents",
      args: { task: describing(mark), depth: 2 },
      workspace,
    });
    expect(await resultOf(handle)).toMatchObject({
      value: { result: described(mark) },
      census: { asked: 5, done: 5 },
    });
    const { rows } = await handle.query<{ rows: { call: number; lead?: number; label: string }[] }>("agents");
    expect(rows.map(({ call, lead }) => [call, lead])).toEqual([
      [1, undefined],
      [2, 1],
      [3, 1],
      [4, 3],
      [5, 3],
    ]);
    expect(rows[1]?.label).toBe(`describe ${mark}/a.js`);
  });

  it("by its own workflow type with a bare text, and from scripts by workflow()", async () => {
    const mark = marker();
    const bare = await start("subagents", `Describe ${mark}/nowhere.js.`, `bare-${mark}`);
    expect(await resultOf(bare)).toMatchObject({ value: { result: `${mark}/nowhere.js exports nothing` } });
    const script = `export const meta = { name: "t", description: "t" };
      return (await workflow("subagents", { task: ${JSON.stringify(describing(mark))} })).result;`;
    const nested = await run(mark, { script, workspace: await newSource(mark) });
    expect(await resultOf(nested)).toMatchObject({ value: described(mark), census: { asked: 3 } });
  });

  it("A13 a limit of the run is told to the lead: the script does not fail for it", async () => {
    const mark = marker();
    const args = { task: describing(mark) };
    const handle = await run(mark, {
      name: "subagents",
      args,
      limits: { agents: 2 },
      workspace: await newSource(mark),
    });
    const { status, value, census } = await resultOf(handle);
    expect({ status, census }).toMatchObject({ status: "completed", census: { asked: 2, done: 2 } });
    expect(JSON.stringify(value)).toContain("the run's limit of 2 agents is used up");
  });
});

describe("a lead in a worktree", () => {
  it("its agents begin with its changes, and it takes theirs over with the command that it is told", async () => {
    const mark = marker();
    const workspace = await stage.newRepository();
    stage.simulator.addRules([
      {
        name: `${mark} lead`,
        when: { prompt: `^${mark} lead` },
        reply: ({ toolResults }) => {
          const [, child] = toolResults;
          if (toolResults.length === 0) return use("Write", { file_path: "base.txt", content: "base\n" });
          if (child === undefined) return use("Agent", { description: "add", prompt: `${mark} child` });
          const [command = "false"] = /git diff \S+ \S+ \| git apply/.exec(child.content) ?? [];
          if (toolResults.length === 2) return use("Bash", { command: `${command} && cat child.txt` });
          return { kind: "text", text: toolResults.at(-1)?.content ?? "" };
        },
      },
      {
        name: `${mark} child`,
        when: { prompt: `^${mark} child` },
        reply: ({ turn }) =>
          turn === 0
            ? use("Bash", { command: "sed s/base/child/ base.txt > child.txt" })
            : { kind: "text", text: "added" },
      },
    ]);
    const script = `export const meta = { name: "t", description: "t" };
      return agent("${mark} lead", { isolation: "worktree", subagents: 1, details: true });`;
    const { value } = await resultOf(await run(mark, { script, workspace }));
    expect(value).toMatchObject({ status: "done", files: ["base.txt", "child.txt"] });
    expect(JSON.stringify(value)).toContain("child");
  });
});

describe("team", () => {
  it("that is out of time stops those at work, with their processes, and says what is left", async () => {
    const mark = marker();
    const workspace = await stage.newRepository();
    const command = `sleep 45 # ${mark}`;
    stage.simulator.addRules([
      {
        name: `${mark} lead`,
        when: { prompt: `You lead a team.*${mark}` },
        reply: ({ turn }) =>
          turn === 0
            ? use("TaskCreate", { subject: "wait", description: "" })
            : { kind: "text", text: "planned" },
      },
      { name: `${mark} member`, when: { prompt: `You are ann.*${mark}` }, reply: use("Bash", { command }) },
    ]);
    const script = `export const meta = { name: "t", description: "t" };
      return team("${mark}", { members: [{ name: "ann" }], maxMinutes: 0.1 });`;
    const handle = await run(mark, { script, workspace });
    await until("the member's command", async () => (await processesWith(`sleep 45 # ${mark}`)).length > 0);
    expect(await resultOf(handle)).toMatchObject({
      status: "completed",
      value: {
        ...{ status: "limit", reason: "its 0.1 minutes are over", result: "planned" },
        tasks: [{ subject: "wait", status: "pending" }],
        members: [{ state: "idle" }, { name: "ann", state: "gone" }],
      },
      census: { asked: 2, done: 1, skipped: 1 },
    });
    await until(
      "the command to be gone",
      async () => (await processesWith(`sleep 45 # ${mark}`)).length === 0,
    );
  });

  it("pawl run team: three members build it, one claim is contested, a message comes between turns", async () => {
    const mark = marker();
    const workspace = await stage.newRepository();
    const words = [
      "run",
      "team",
      "--args",
      JSON.stringify(teamArgs(mark)),
      "--workspace",
      workspace,
      "--id",
      mark,
    ];
    const { code, stdout } = await pawl([...words, "--json"]);
    expect(code).toBe(0);
    const { result } = JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as { result: RunResult };
    await expectBuilt(mark, workspace, result);
    expect(stage.claims(mark).filter((claim) => !claim.granted).length).toBeGreaterThan(0);
    const shown = await pawl(["show", mark]);
    expect(shown.stdout).toMatch(/✓ #3 Write index\.js and its test completed/);
    expect(shown.stdout).toMatch(/→ cyd: I have add\.js\. I export by name/);
  });

  it("pawl say --to NAME: people write to a member, and wake one that is idle", async () => {
    const mark = marker();
    const heard = /Message from [^:]+:\nbeware of zero$/;
    stage.simulator.addRules([
      {
        name: `${mark} lead`,
        when: { prompt: `You lead a team.*${mark}` },
        reply: ({ lastText }) => ({
          ...{
            kind: "text",
            text: lastText.includes("ann ended a turn: heard") ? "ann has heard it" : "early",
          },
          delayMs: lastText.includes("You lead a team") ? 6_000 : 0,
        }),
      },
      {
        name: `${mark} member`,
        when: { prompt: `You are ann.*${mark}` },
        reply: ({ lastText }) => ({ kind: "text", text: heard.test(lastText) ? "heard" : lastText }),
      },
    ]);
    const script = `export const meta = { name: "t", description: "t" };
      return team("${mark}", { members: [{ name: "ann" }] });`;
    const handle = await run(mark, { script });
    await until("the lead to be at work", () =>
      stage.requests("You lead a team").some(({ prompt }) => prompt.includes(mark)),
    );
    const { code } = await pawl(["say", `crew-${mark}`, "--to", "ann", "beware of zero"]);
    expect(code).toBe(0);
    expect(await resultOf(handle)).toMatchObject({
      value: { status: "completed", result: "ann has heard it", letters: 0 },
    });
  });

  it("by its name in a run, where the query team has list, members and mail, and by its own workflow type", async () => {
    const mark = marker();
    const workspace = await stage.newRepository();
    const handle = await run(mark, { name: "team", args: teamArgs(mark), workspace });
    await expectBuilt(mark, workspace, await resultOf(handle));
    const [team] = await handle.query<TeamView[]>("team");
    expect(team).toMatchObject({
      status: "completed",
      tasks: [{ blocks: ["3"] }, { blocks: ["3"] }, { blockedBy: ["1", "2"] }],
      members: [{ name: mark, role: "lead" }, { name: "ann" }, { name: "bob" }, { name: "cyd" }],
    });
    expect(new Set(team?.mail.map(({ text }) => text)).size).toBe(1);
    expect(team?.letters).toBe(3);
    const typed = await start(
      "team",
      `Build a calculator in no repository of its own (${mark}).`,
      `typed-${mark}`,
    );
    expect(await resultOf(typed)).toMatchObject({ value: { status: "completed", check: null } });
  });

  it("from scripts by workflow(), with members of the script's own", async () => {
    const mark = marker();
    const workspace = await stage.newRepository();
    const args = { ...teamArgs(mark), members: [{ name: "solo" }] };
    const script = `export const meta = { name: "t", description: "t" };
      return workflow("team", ${JSON.stringify(args)});`;
    const result = await resultOf(await run(mark, { script, workspace }));
    expect(result.value).toMatchObject({ members: [{ name: mark }, { name: "solo", state: "idle" }] });
    await expectBuilt(mark, workspace, result);
  });
});

function use(name: string, input: JsonObject): Reply {
  return { kind: "tools", calls: [{ name, input }] };
}

function pawl(words: readonly string[]) {
  const env = { TEMPORAL_ADDRESS: stage.address };
  return runPawl([...words, "--task-queue", TASK_QUEUE], { env, cwd: join(stage.folder, "work") });
}
