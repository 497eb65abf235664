// Watching a run while its server goes away and comes back.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { connect } from "../../src/client/connect.ts";
import type { RunEnd } from "../../src/client/run-end.ts";
import { startRun } from "../../src/client/start-run.ts";
import { watchRun, type RunEvent } from "../../src/client/watch-run.ts";
import { loadConfig } from "../../src/config.ts";
import { startDevServer } from "../support/dev-server.ts";
import { startWorkerProcess } from "../support/worker-process.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "pawl-watch-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const SCRIPT = `export const meta = { name: "patient", description: "waits" };
await sleep("4s");
return "there";`;

test("R02 a watcher says that the server went away, that it is back, and how the run ended", async () => {
  const dbFile = path.join(folder, "temporal.db");
  const first = await startDevServer({ dbFile });
  const port = Number(first.address.split(":")[1]);
  const { simulatorUrl } = inject("stage");
  const worker = await startWorkerProcess({
    address: first.address,
    simulatorUrl,
    workspaces: [folder],
    taskQueue: "pawl",
    home: folder,
  });
  const session = await connect(loadConfig({ address: first.address }, {}, folder));
  let server = first;
  try {
    const ref = await startRun(session, { type: "run", input: { script: SCRIPT }, name: "patient" });
    let end: RunEnd | null = null;
    const kinds: RunEvent["kind"][] = [];
    for await (const event of watchRun(session, ref)) {
      if (kinds.at(-1) !== event.kind) kinds.push(event.kind);
      if (event.kind === "snapshot" && event.view !== null && server === first && kinds.length === 1) {
        await first.kill();
      }
      if (event.kind === "server-away") server = await startDevServer({ dbFile, port });
      if (event.kind === "end") end = event.end;
    }
    expect(end).toMatchObject({ status: "completed", result: { value: "there" } });
    expect(kinds).toEqual(["snapshot", "server-away", "server-back", "snapshot", "end"]);
  } finally {
    await session.connection.close();
    await worker.kill();
    await server.kill();
  }
});
