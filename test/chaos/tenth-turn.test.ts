// A worker is killed with SIGKILL in the middle of an agent's tenth turn; another one goes on, and `pawl logs` shows where.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { WorkflowHandle } from "@temporalio/client";
import { afterEach, beforeEach, expect, inject, test } from "vitest";
import type { Reply, SimulatedRequest } from "../../src/simulator/rules.ts";
import { startSimulator, type Simulator } from "../../src/simulator/simulator.ts";
import type { Child } from "../support/child.ts";
import { startScript } from "../support/stage.ts";
import { until } from "../support/until.ts";
import { PAWL, startWorkerProcess, testEnvironment } from "../support/worker-process.ts";

const TEST_MS = 180_000;
/** A dead worker is noticed after 10 s. */
const LONG_MS = 90_000;
const TENTH = 9;

const write = (word: string): Reply => ({
  kind: "tools",
  text: `I write ${word}.`,
  calls: [{ name: "Bash", input: { command: `echo ${word} >> journal` } }],
});

/** Nine turns that each write a line, the tenth as told, then the end. */
function play(tenth: (request: SimulatedRequest) => Reply): (request: SimulatedRequest) => Reply {
  return (request) => {
    if (request.turn < TENTH) return write(`line-${request.turn + 1}`);
    return request.turn === TENTH ? tenth(request) : { kind: "text", text: "Done in eleven turns." };
  };
}

let folder: string;
let simulator: Simulator;
let worker: Child<unknown> | null = null;
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "pawl-tenth-")));
});
afterEach(async () => {
  await worker?.kill();
  await simulator.close();
  await rm(folder, { recursive: true, force: true });
});

async function startWorker(): Promise<void> {
  worker = await startWorkerProcess({
    address: inject("stage").address,
    simulatorUrl: simulator.url,
    workspaces: [folder],
    taskQueue: `tenth-${folder.slice(-6)}`,
    home: join(folder, "home"),
  });
}

async function begin(tenth: (request: SimulatedRequest) => Reply): Promise<WorkflowHandle> {
  simulator = await startSimulator({ rules: [{ name: "play", when: () => true, reply: play(tenth) }] });
  await startWorker();
  return startScript('return await agent("Keep the journal.", { label: "clerk" });', {
    taskQueue: `tenth-${folder.slice(-6)}`,
  });
}

const journal = (): Promise<string> => readFile(join(folder, "journal"), "utf8").catch(() => "");

/** Model calls by turn: how often each was asked for. */
function askedByTurn(): number[] {
  const turns = simulator.requests().map(({ turn }) => turn);
  return Array.from({ length: TENTH + 2 }, (_, turn) => turns.filter((one) => one === turn).length);
}

async function pawl(...words: string[]): Promise<{ code: unknown; stdout: string }> {
  const env = {
    ...testEnvironment({ simulatorUrl: simulator.url, home: join(folder, "home") }),
    TEMPORAL_ADDRESS: inject("stage").address,
  };
  const child = spawn(process.execPath, [PAWL, ...words], { env, stdio: ["ignore", "pipe", "inherit"] });
  let stdout = "";
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  const [code] = (await once(child, "close")) as unknown[];
  return { code, stdout };
}

const NINE = Array.from({ length: TENTH }, (_, index) => `line-${index + 1}\n`).join("");

test(
  "killed while the tenth turn's command runs: turn ten goes on, and the command is not run again",
  { timeout: TEST_MS },
  async () => {
    const handle = await begin(() => ({
      kind: "tools",
      calls: [{ name: "Bash", input: { command: "echo line-10 >> journal; sleep 300" } }],
    }));
    const following = pawl("logs", handle.workflowId, "1", "--follow");
    await until("the tenth line", async () => (await journal()).endsWith("line-10\n"), LONG_MS);
    await worker?.kill();
    await startWorker();
    expect(await handle.result()).toMatchObject({ value: "Done in eleven turns." });
    expect(await journal()).toBe(`${NINE}line-10\n`);
    expect(askedByTurn()).toEqual(Array.from({ length: TENTH + 2 }, () => 1));

    const { stdout } = await pawl("logs", handle.workflowId, "1");
    expect(stdout).toMatch(
      /turn 10 [^]*attempt 2 of #1 clerk goes on in turn 10; may or may not have run: Bash echo line-10 [^]*failed: Bash echo line-10 [^]*may or may not have run[^]*turn 11 [^]*done after 11 turns/,
    );
    // Whoever followed saw all of it, once, and was let go at the end.
    expect(await following).toEqual({ code: 0, stdout });
  },
);

test(
  "killed while the tenth turn is asked for: the next attempt goes on with turn ten",
  { timeout: TEST_MS },
  async () => {
    const handle = await begin(({ asked }) => ({
      ...write("line-10"),
      ...(asked === 0 ? { delayMs: 120_000 } : {}),
    }));
    await until("the tenth request", () => askedByTurn()[TENTH] === 1, LONG_MS);
    await worker?.kill();
    await startWorker();
    expect(await handle.result()).toMatchObject({ value: "Done in eleven turns." });
    expect(await journal()).toBe(`${NINE}line-10\n`);
    expect(askedByTurn()).toEqual([...Array.from({ length: TENTH }, () => 1), 2, 1]);
    const { stdout } = await pawl("logs", handle.workflowId, "1");
    expect(stdout).toMatch(
      /turn 9 [^]*attempt 2 of #1 clerk goes on with turn 10[^]*turn 10 [^]*done after 11 turns/,
    );

    const entries = JSON.parse((await pawl("logs", handle.workflowId, "1", "--json")).stdout) as {
      kind: string;
      turn: number;
      at: number;
    }[];
    const turns = entries.filter(({ kind }) => kind === "turn").map(({ turn }) => turn);
    expect(turns).toEqual(Array.from({ length: TENTH + 2 }, (_, index) => index + 1));
    const times = entries.map(({ at }) => at);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  },
);
