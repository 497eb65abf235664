// A merge in a process of its own, which may be told to kill itself at a named point, or be killed from here.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import type { MergeOutcome, MergeTask } from "../../../src/protocol/merge.ts";
import { bundleProgram } from "../bundled-program.ts";

export type MergeProcess = { readonly program: string; readonly home: string };

export type MergeRun = {
  /** As in src/workspace/fail-point.ts: `name:n`. */
  readonly failPoint?: string;
  readonly runId?: string;
  /** A file that the user writes to in the moment between the plan of the move and its steps. */
  readonly changeMeanwhile?: string;
};

export type MergeProcessEnd = {
  readonly signal: NodeJS.Signals | null;
  /** What it came to; `null` when it was killed first. */
  readonly outcome: MergeOutcome | null;
};

const PROGRAM = `
  import { existsSync, writeFileSync } from "node:fs";
  import { join } from "node:path";
  import { setImmediate as turn } from "node:timers/promises";
  import { mergeBranches } from "./src/workspace/merge/merge-branches.ts";
  const [json, home, runId, file] = process.argv.slice(2);
  const task = JSON.parse(json);
  const signal = new AbortController().signal;
  const merging = mergeBranches(task, { home, workflowId: "a run", runId, signal });
  if (file !== "") {
    // Git moves the branch first, in a process of its own: meanwhile this one is free.
    while (!existsSync(join(task.workspace, ".git/pawl-merge/move.json"))) await turn();
    writeFileSync(join(task.workspace, file), "written in the last moment\\n");
  }
  console.log(JSON.stringify(await merging));
`;

export function bundleMergeProgram(): string {
  return bundleProgram(PROGRAM);
}

export function startMerge(
  { program, home }: MergeProcess,
  task: MergeTask,
  { failPoint = "", runId = "first", changeMeanwhile = "" }: MergeRun = {},
): { readonly child: ChildProcess; readonly end: Promise<MergeProcessEnd> } {
  const child = spawn(process.execPath, [program, JSON.stringify(task), home, runId, changeMeanwhile], {
    env: { PATH: process.env["PATH"], PAWL_FAIL_POINT: failPoint },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const printed = Promise.all([text(child.stdout), text(child.stderr)]);
  const end = once(child, "close").then(async ([code, signal]) => {
    const [out, err] = await printed;
    if (code !== 0 && signal === null) throw new Error(`the merge ended with ${code}: ${err}`);
    return {
      signal: signal as NodeJS.Signals | null,
      outcome: out === "" ? null : (JSON.parse(out) as MergeOutcome),
    };
  });
  return { child, end };
}
