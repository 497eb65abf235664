// Where scripts of the library run in tests: the shared Temporal server, a simulator with their rules, a worker of their own.
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { WorkflowHandle } from "@temporalio/client";
import { inject } from "vitest";
import type { RunInput } from "../../src/protocol/run-input.ts";
import { loadRules } from "../../src/simulator/load-rules.ts";
import type { Rule } from "../../src/simulator/rules.ts";
import { startSimulator } from "../../src/simulator/simulator.ts";
import { repositoryAt, type Repository } from "../support/repository.ts";
import { stageClient } from "../support/stage.ts";
import { startWorkerProcess } from "../support/worker-process.ts";
import { rulesFile } from "./library-folder.ts";

export type LibraryStage = {
  /** A git repository below the folder that the worker serves, with the files as its only commit. */
  readonly newRepository: (files: Readonly<Record<string, string>>) => Promise<Repository>;
  /** Starts a script of the library by its name, as `pawl run NAME` does. */
  readonly start: (
    name: string,
    input: Omit<RunInput, "script" | "name" | "path">,
  ) => Promise<WorkflowHandle>;
  readonly end: () => Promise<void>;
};

/** @param names of the scripts whose rules the simulated model plays by, the first before the others. */
export async function setLibraryStage(...names: string[]): Promise<LibraryStage> {
  const folder = mkdtempSync(join(tmpdir(), "pawl-library-"));
  const taskQueue = `library-${randomUUID().slice(0, 8)}`;
  const rules = (await Promise.all(names.map((name) => loadRules(rulesFile(name))))).flat();
  const simulator = await startSimulator({ rules: rules.map(withoutDelay) });
  const worker = await startWorkerProcess({
    address: inject("stage").address,
    simulatorUrl: simulator.url,
    workspaces: [folder],
    taskQueue,
    home: mkdtempSync(join(folder, "home-")),
  });
  return {
    newRepository: (files) => makeRepository(mkdtempSync(join(folder, "workspace-")), files),
    async start(name, input) {
      const workflowId = `${name}-${randomUUID().slice(0, 8)}`;
      const options = { taskQueue, workflowId, args: [{ name, ...input }] };
      return (await stageClient()).workflow.start("run", options);
    },
    async end() {
      await worker.kill();
      await simulator.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function makeRepository(folder: string, files: Readonly<Record<string, string>>): Promise<Repository> {
  for (const [file, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), text);
  }
  const repository = repositoryAt(folder);
  repository.git("init", "--quiet", "--initial-branch=main");
  repository.commit("first");
  return repository;
}

/** Tests need no pauses for thought. */
function withoutDelay({ reply, ...rule }: Rule): Rule {
  return {
    ...rule,
    reply: (request) => {
      const said = typeof reply === "function" ? reply(request) : reply;
      return said === null ? null : { ...said, delayMs: 0 };
    },
  };
}
