// A worker that was started to run commands without a sandbox, or with a network: everybody who looks at its runs is told.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { pawl, type Captured } from "../cli/captured-io.ts";
import { marker } from "../support/stage.ts";
import { startWorkerProcess } from "../support/worker-process.ts";

const taskQueue = `rights-${marker()}`;
let folder = "";
let worker: Awaited<ReturnType<typeof startWorkerProcess>>;
beforeAll(async () => {
  const { address, simulatorUrl } = inject("stage");
  folder = await mkdtemp(join(tmpdir(), "pawl-rights-"));
  await writeFile(
    join(folder, "waits.js"),
    'export const meta = { name: "waits", description: "a test" };\nawait ask("When?");\nreturn (await check("true")).output;\n',
  );
  const flags = ["--unsafe-no-sandbox", "--allow-network"];
  worker = await startWorkerProcess({
    ...{ address, simulatorUrl, workspaces: [folder], taskQueue, home: folder, flags },
  });
});
afterAll(async () => {
  await worker.kill();
  await rm(folder, { recursive: true, force: true });
});

function onQueue(words: readonly string[], queue = taskQueue): Promise<Captured> {
  const { address } = inject("stage");
  const env = { PAWL_HOME: folder };
  return pawl([...words, "--address", address, "--task-queue", queue], { cwd: folder, env });
}

const SAID = /^Workers run commands WITHOUT A SANDBOX.* and let commands reach THE NETWORK/mu;

test("starting, showing and watching a run say what its worker's commands may do, and so does what they print", async () => {
  const started = await onQueue(["run", "waits.js", "--detach", "--id", taskQueue]);
  expect(started).toMatchObject({ exitCode: 0, stderr: expect.stringMatching(SAID) as string });
  expect((await onQueue(["show", taskQueue])).stdout).toMatch(SAID);
  const { rights } = JSON.parse((await onQueue(["show", taskQueue, "--json"])).stdout) as { rights: string };
  expect(rights).toMatch(SAID);
  await onQueue(["answer", taskQueue, "now"]);
  const watched = await onQueue(["watch", taskQueue]);
  expect(watched.stderr).toMatch(SAID);
  expect(watched.stdout).toContain("[No sandbox: this worker was started with --unsafe-no-sandbox]");
});

test("nothing is said where the sandbox is as it should be", async () => {
  const { stderr } = await onQueue(
    ["run", "waits.js", "--detach", "--id", `${taskQueue}-2`],
    inject("stage").taskQueue,
  );
  expect(stderr).toBe("");
  await onQueue(["stop", `${taskQueue}-2`]);
});
