// The program on a real terminal (`script` of util-linux makes one): what is typed when, and Ctrl-C.
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { expect, inject, onTestFinished, test } from "vitest";
import { shellWord } from "../../src/cli/shell-word.ts";
import { planner, SOUND } from "../planning/plan-stage.ts";
import { openGates } from "../support/open-gates.ts";
import { marker, newWorkspace, stageClient } from "../support/stage.ts";
import { until } from "../support/until.ts";
import { PAWL, testEnvironment } from "../support/worker-process.ts";

const CTRL_C = "\u0003";

type Terminal = {
  readonly type: (keys: string) => void;
  /** Waits until the text comes after what was awaited before. */
  readonly shows: (text: string) => Promise<unknown>;
  readonly exitCode: Promise<number | null>;
};

async function onTerminal(...words: string[]): Promise<Terminal> {
  const { address, simulatorUrl, home } = inject("stage");
  const env = { ...testEnvironment({ simulatorUrl, home }), TEMPORAL_ADDRESS: address, TERM: "xterm" };
  const command = `exec ${[process.execPath, PAWL, ...words].map(shellWord).join(" ")}`;
  const child = spawn("script", ["-qec", command, "/dev/null"], { env, cwd: await newWorkspace() });
  onTestFinished(() => void child.kill("SIGKILL"));
  let screen = "";
  let seen = 0;
  child.stdout.on("data", (chunk: Buffer) => (screen += chunk.toString()));
  return {
    type: (keys) => void child.stdin.write(keys),
    shows: (text) =>
      until(`${JSON.stringify(text)} on the screen`, () => {
        const at = screen.indexOf(text, seen);
        if (at !== -1) seen = at + text.length;
        return at !== -1;
      }),
    exitCode: new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    }),
  };
}

test("a yes that was typed before the script was shown starts nothing; Ctrl-C leaves the question open", async () => {
  const mark = marker();
  await planner(mark, { first: { script: SOUND } });
  const id = `terminal-${randomUUID().slice(0, 8)}`;
  const { taskQueue } = inject("stage");
  const terminal = await onTerminal("plan", `do ${mark}`, "--id", id, "--task-queue", taskQueue);
  await terminal.shows(`run ${id}`);
  terminal.type("y\r");
  await terminal.shows("[e]dit: ");
  terminal.type("perhaps\r");
  await terminal.shows("That is no answer here: perhaps");
  await terminal.shows("[e]dit: ");
  terminal.type(CTRL_C);
  await terminal.shows(`pawl approve ${id} g1`);
  expect(await terminal.exitCode).toBe(130);
  const handle = (await stageClient()).workflow.getHandle(id);
  expect(await openGates(handle)).toHaveLength(1);
  await handle.signal("reject", { id: "g1" });
});
