import { execFileSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { CheckOutcome } from "../../src/protocol/check.ts";
import { openGates, statusOf } from "../support/open-gates.ts";
import { processesWith } from "../support/processes.ts";
import {
  addRules,
  endOf,
  marker,
  newWorkspace,
  requestsWith,
  runScript,
  startScript,
  valueOf,
} from "../support/stage.ts";
import { until } from "../support/until.ts";

const checkOf = async (script: string, workspace: string): Promise<CheckOutcome> =>
  (await valueOf(script, { workspace })) as CheckOutcome;

async function newRepository(): Promise<string> {
  const folder = await newWorkspace();
  const git = (...args: string[]): string =>
    execFileSync("git", ["-C", folder, "-c", "user.name=t", "-c", "user.email=t@example.org", ...args], {
      encoding: "utf8",
    });
  git("init", "--quiet");
  await writeFile(join(folder, "a.txt"), "one\n");
  git("add", ".");
  git("commit", "--quiet", "--message", "one");
  return folder;
}

it("K01 a check runs a command in the workspace, without any model, and resolves to its outcome", async () => {
  const workspace = await newWorkspace();
  await writeFile(join(workspace, "here.txt"), "found\n");
  const mark = marker();

  const outcome = await checkOf(`return check("cat here.txt; echo ${mark} >&2")`, workspace);

  expect(outcome).toEqual({
    ok: true,
    exitCode: 0,
    signal: null,
    output: `found\n${mark}\n`,
    durationMs: expect.any(Number),
    tree: null,
  });
  expect(outcome.durationMs).toBeGreaterThan(0);
  expect(await requestsWith(mark)).toEqual([]);
});

it("K01 it never throws because the command failed: exit code, signal and timeout are outcomes", async () => {
  const workspace = await newWorkspace();
  const value = await valueOf(
    `const all = await Promise.all([
       check("echo broken; exit 3"),
       check("kill -TERM $$"),
       check("no-such-program"),
       check("echo before; sleep 600", { timeoutMs: 300 }),
     ])
     return all.map(({ ok, exitCode, signal, output }) => ({ ok, exitCode, signal, output: output.trim() }))`,
    { workspace },
  );
  expect(value).toEqual([
    { ok: false, exitCode: 3, signal: null, output: "broken" },
    { ok: false, exitCode: 143, signal: "SIGTERM", output: "" },
    { ok: false, exitCode: 127, signal: null, output: expect.stringContaining("no-such-program") },
    { ok: false, exitCode: null, signal: "TIMEOUT", output: "before" },
  ]);
});

it("K01 the options label, phase, cwd and env are honoured; cwd stays inside the workspace", async () => {
  const workspace = await newWorkspace();
  await mkdir(join(workspace, "inner"));
  const end = await runScript(
    `phase("Build")
     const inner = await check("pwd; echo $GREETING", { label: "the greeting", cwd: "inner", env: { GREETING: "hello" } })
     const outside = await check("pwd", { cwd: ".." }).catch((error) => error.name)
     const missing = await check("pwd", { cwd: "nowhere", phase: "Ship" }).catch((error) => error.name)
     return [inner.output, outside, missing]`,
    { workspace },
  );
  expect(end).toMatchObject({
    kind: "returned",
    result: {
      status: "degraded",
      value: [`${workspace}/inner\nhello\n`, "CheckCannotStart", "CheckCannotStart"],
      verdict: { label: "the greeting", command: "pwd; echo $GREETING", ok: true },
      failures: [
        { call: null, phase: "Build", kind: "CheckCannotStart" },
        { call: null, phase: "Ship", kind: "CheckCannotStart" },
      ],
    },
  });
});

it("K01 output is the tail, bounded, and says what is missing", async () => {
  const workspace = await newWorkspace();
  const { output } = await checkOf(`return check("seq 1 200000")`, workspace);
  expect(output.length).toBeLessThan(9_000);
  expect(output.endsWith("199999\n200000\n")).toBe(true);
  expect(output).toMatch(/^\[\.\.\. \d+ characters of output before this \.\.\.\]\n/);
});

it("K01 counts come along when the output is a known test report", async () => {
  const workspace = await newWorkspace();
  const tests = `const { test } = require("node:test");
    test("a", () => {}); test("b", () => { throw new Error("no") }); test.skip("c", () => {});`;
  await writeFile(join(workspace, "a.test.js"), tests);
  const end = await runScript(`return check("node --test --test-reporter=tap")`, { workspace });
  expect(end).toMatchObject({
    result: {
      value: { ok: false, exitCode: 1, tests: { passed: 1, failed: 1, skipped: 1 } },
      verdict: { ok: false, exitCode: 1, tests: { passed: 1, failed: 1, skipped: 1 }, stale: false },
    },
  });
});

it("K01 tree is the git tree hash of the files it judged, uncommitted ones too, and the index is left alone", async () => {
  const workspace = await newRepository();
  const head = execFileSync("git", ["-C", workspace, "rev-parse", "HEAD^{tree}"], {
    encoding: "utf8",
  }).trim();
  const clean = await checkOf(`return check("true")`, workspace);
  expect(clean.tree).toBe(head);

  await writeFile(join(workspace, "new.txt"), "two\n");
  const changed = await checkOf(`return check("false")`, workspace);
  const again = await checkOf(`return check("true")`, workspace);

  expect(changed.tree).toMatch(/^[0-9a-f]{40}$/);
  expect(changed.tree).not.toBe(head);
  expect(again.tree).toBe(changed.tree);
  expect(execFileSync("git", ["-C", workspace, "status", "--porcelain"], { encoding: "utf8" })).toBe(
    "?? new.txt\n",
  );
});

it("K01 a check takes no agent slot: it runs while the run's only agent place is taken", async () => {
  const mark = marker();
  await addRules([
    { name: mark, when: { prompt: mark }, reply: { kind: "fault", fault: { kind: "silence" } } },
  ]);
  const workspace = await newWorkspace();
  const handle = await startScript(
    `const hanging = agent("${mark} never ends")
     const { ok } = await check("true")
     await ask("End?")
     return ok`,
    { workspace, concurrency: 1 },
  );
  await openGates(handle);
  const { census, working, verdict } = await statusOf(handle);
  expect({ done: census.done, working: working.length, green: verdict?.ok }).toEqual({
    done: 0,
    working: 1,
    green: true,
  });
  await handle.signal("answer", { value: null });
  expect(await endOf(handle)).toMatchObject({ kind: "returned", result: { value: true } });
});

it("K01 a check has no network and none of the worker's environment", async () => {
  const workspace = await newWorkspace();
  const { output } = await checkOf(
    `return check("env; node -e \\"require('net').connect(53, '1.1.1.1').on('error', (e) => console.log('net', e.code))\\"")`,
    workspace,
  );
  expect(output).not.toMatch(/ANTHROPIC|PAWL_|simulated/);
  expect(output).toMatch(/net (ENETUNREACH|EPERM|EACCES)/);
});

it("K01 when it is over no process of it is left, not even one in the background", async () => {
  const workspace = await newWorkspace();
  const mark = marker();
  const script = `return (await check("setsid sh -c 'sleep 600; : ${mark}' & sh -c 'sleep 600; : ${mark}' & true")).ok`;
  expect(await valueOf(script, { workspace })).toBe(true);
  await until("its processes to be gone", async () => (await processesWith(mark)).length === 0, 5_000);
});

it("K01 a command that is none rejects with a TypeError the script can catch", async () => {
  const value = await valueOf(
    `const why = []
     for (const args of [[], [" "], [["ls"]], ["ls", { timeoutMs: "soon" }], ["ls", { env: "A=1" }], ["ls", { cwd: 7 }]])
       await check(...args).catch((error) => why.push(error.name))
     return why`,
  );
  expect(value).toEqual(Array.from({ length: 6 }, () => "TypeError"));
});
