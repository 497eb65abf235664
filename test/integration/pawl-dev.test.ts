// pawl dev as a person has it: one command starts all, one Ctrl-C ends all, and nothing outlives it.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { pawl } from "../cli/captured-io.ts";
import { startChild, type Child } from "../support/child.ts";
import { freePort } from "../support/free-port.ts";
import { until } from "../support/until.ts";
import { PAWL, testEnvironment } from "../support/worker-process.ts";

type Ready = {
  readonly address: string;
  readonly serverPid: number;
  readonly workerPid: number;
  readonly simulation: string;
  readonly home: string;
};

const SCRIPT = 'export const meta = { name: "t", description: "t" };\nreturn await agent("Say hi");\n';

let workspace = "";
beforeEach(async () => {
  workspace = await mkdtemp(path.join(tmpdir(), "pawl-dev-"));
  await writeFile(path.join(workspace, "t.js"), SCRIPT);
});
afterEach(() => rm(workspace, { recursive: true, force: true }));

async function startDev(): Promise<Child<Ready>> {
  const [port, uiPort] = [await freePort(), await freePort()];
  // The simulator's address and the home are dev's own business here.
  const {
    ANTHROPIC_BASE_URL: _url,
    ANTHROPIC_API_KEY: _key,
    PAWL_HOME: _home,
    ...env
  } = testEnvironment({
    simulatorUrl: "",
    home: workspace,
  });
  const bin = process.env["PAWL_TEMPORAL_BIN"];
  return startChild<Ready>(
    process.execPath,
    [PAWL, "dev", "--simulate", "--json", `--port=${port}`, `--ui-port=${uiPort}`, "--workspace", workspace],
    { env: { ...env, ...(bin === undefined ? {} : { PAWL_TEMPORAL_BIN: bin }) } },
  );
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const allEnded = ({ serverPid, workerPid }: Ready): boolean => !isAlive(serverPid) && !isAlive(workerPid);

describe("pawl dev", () => {
  test("runs a script without a key, says SIMULATION in its address, and Ctrl-C ends server and worker", async () => {
    const dev = await startDev();
    try {
      expect(dev.ready.home).toBe(path.join(workspace, ".pawl"));
      expect(dev.ready.simulation).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/u);
      const run = await pawl(["run", "t.js", "--json", "--address", dev.ready.address], { cwd: workspace });
      expect(JSON.parse(run.stdout)).toMatchObject({ status: "completed" });
    } finally {
      await dev.kill("SIGINT");
    }
    expect(allEnded(dev.ready)).toBe(true);
  });

  test("starts a killed worker again, and a killed server on its file: the run goes on", async () => {
    const dev = await startDev();
    const server = ["--address", dev.ready.address];
    try {
      const slow = SCRIPT.replace("return", 'await sleep("2s"); return');
      await writeFile(path.join(workspace, "slow.js"), slow);
      await pawl(["run", "slow.js", "--id", "slow", "--detach", ...server], { cwd: workspace });
      process.kill(dev.ready.workerPid, "SIGKILL");
      process.kill(dev.ready.serverPid, "SIGKILL");
      await until("both to be started again", () =>
        ["The worker ended (SIGKILL)", "The Temporal server ended (SIGKILL)"].every((note) =>
          dev.output().includes(note),
        ),
      );
      await until("the server", async () => (await pawl(["ls", ...server])).exitCode === 0);
      const { exitCode, stdout } = await pawl(["watch", "slow", ...server]);
      expect(stdout).toMatch(/^completed {2}slow/mu);
      expect(exitCode).toBe(0);
    } finally {
      await dev.kill("SIGINT");
    }
  });

  test("killed with SIGKILL it leaves no server and no worker behind", async () => {
    const dev = await startDev();
    await dev.kill("SIGKILL");
    expect(await until("server and worker to end", () => allEnded(dev.ready))).toBe(true);
  });
});
