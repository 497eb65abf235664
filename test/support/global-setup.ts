// Once for all server tests: a real Temporal dev server, the simulator and one worker, each a process of its own.
import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";
import { TASK_QUEUE_DEFAULT } from "../../src/protocol/names.ts";
import { isBuildStale } from "./build-state.ts";
import { startChild } from "./child.ts";
import { startDevServer } from "./dev-server.ts";
import { startWorkerProcess } from "./worker-process.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

export type SharedStage = {
  readonly address: string;
  readonly simulatorUrl: string;
  /** Directory that the shared worker serves; a test works in a folder of its own below it. */
  readonly workspace: string;
  readonly home: string;
  readonly taskQueue: string;
};

declare module "vitest" {
  interface ProvidedContext {
    stage: SharedStage;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  if (await isBuildStale(ROOT)) execFileSync("npm", ["run", "build"], { cwd: ROOT, stdio: "inherit" });
  const folder = await mkdtemp(join(tmpdir(), "pawl-test-"));
  const [workspace, home] = [join(folder, "workspace"), join(folder, "home")];
  execFileSync("mkdir", ["-p", workspace, home]);
  const server = await startDevServer();
  const simulator = await startChild<{ url: string }>(process.execPath, [
    join(ROOT, "dist/simulator/main.js"),
  ]);
  const stage: SharedStage = {
    address: server.address,
    simulatorUrl: simulator.ready.url,
    workspace,
    home,
    taskQueue: TASK_QUEUE_DEFAULT,
  };
  const worker = await startWorkerProcess({ ...stage, workspaces: [workspace] });
  project.provide("stage", stage);
  return async () => {
    if (process.env["PAWL_TEST_VERBOSE"]) process.stderr.write(worker.output());
    await worker.kill();
    await simulator.kill();
    await server.kill();
    await rm(folder, { recursive: true, force: true });
  };
}
