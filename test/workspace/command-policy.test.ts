import { createServer } from "node:net";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import {
  CONFINED,
  NO_SANDBOX,
  policyInWords,
  setCommandPolicy,
  type CommandPolicy,
} from "../../src/workspace/command-policy.ts";
import { hashTree } from "../../src/workspace/tree-hash.ts";
import { countProcesses, uniqueSeconds } from "./processes.ts";
import { runShell } from "./run-shell.ts";
import { git, makeWorkspace } from "./temporary-workspace.ts";

function allow(policy: Partial<CommandPolicy>): void {
  setCommandPolicy({ ...CONFINED, ...policy });
  onTestFinished(() => setCommandPolicy(CONFINED));
}

async function listening(): Promise<number> {
  const server = createServer((socket) => socket.end("heard\n")).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  return (server.address() as { port: number }).port;
}

test("commands reach the network only when the operator has allowed it", async () => {
  const { workspace } = makeWorkspace();
  const talk = `cat < /dev/tcp/127.0.0.1/${await listening()}`;
  expect((await runShell(workspace, talk)).output).toContain("Connection refused");
  allow({ network: true });
  expect((await runShell(workspace, talk)).output).toBe("heard\n");
});

test("with the network everything else stays closed", async () => {
  const { workspace, outside } = makeWorkspace();
  allow({ network: true });
  const { output } = await runShell(workspace, `ls '${outside}'; ls /root; touch /etc/x; env | grep -c .`);
  expect(output.match(/No such file|Read-only file system/g)).toHaveLength(3);
});

test("without a sandbox every result says so, the environment is clean, and nothing is left running", async () => {
  const { workspace, outside } = makeWorkspace();
  process.env["PAWL_TEST_CANARY"] = "canary";
  onTestFinished(() => void delete process.env["PAWL_TEST_CANARY"]);
  allow({ sandbox: "none" });
  const seconds = uniqueSeconds();
  const command = `echo "[$PAWL_TEST_CANARY]"; echo x > '${outside}/made'; setsid sleep ${seconds} & exit 3`;
  const result = await runShell(workspace, command);
  expect(result).toMatchObject({ exitCode: 3, output: `${NO_SANDBOX}\n[]\n` });
  expect(readFileSync(join(outside, "made"), "utf8")).toBe("x\n");
  await expect.poll(() => countProcesses(seconds)).toBe(0);
});

test("without a sandbox a command has its time and its output all the same", async () => {
  const { workspace } = makeWorkspace();
  allow({ sandbox: "none", limits: { ...CONFINED.limits, outputBytes: 100_000 } });
  const seconds = uniqueSeconds();
  const slow = await runShell(workspace, `setsid sleep ${seconds} & sleep ${seconds}`, 300);
  expect(slow).toMatchObject({ exitCode: null, timedOut: true });
  const endless = await runShell(workspace, "yes");
  expect(endless).toMatchObject({ exitCode: null, timedOut: false, signal: "SIGKILL" });
  expect(endless.output).toMatch(/\[Killed: it printed more than 100000 bytes\.\]\n$/);
  await expect.poll(() => countProcesses(seconds)).toBe(0);
});

test("a tree is judged where there is bubblewrap, and unknown where the operator does without", async () => {
  const { workspace } = makeWorkspace({ "a.txt": "1" });
  git(workspace, "init", "-q");
  writeFileSync(join(workspace, "b.txt"), "2");
  const signal = new AbortController().signal;
  const path = process.env["PATH"];
  onTestFinished(() => void (process.env["PATH"] = path ?? ""));
  allow({ sandbox: "none" });
  expect(await hashTree(workspace, signal)).toMatch(/^[0-9a-f]{40}$/);
  process.env["PATH"] = "/nowhere";
  expect(await hashTree(workspace, signal)).toBeNull();
});

test("agents are told what holds", () => {
  expect(policyInWords()).toBe("in a sandbox without network access");
  allow({ network: true });
  expect(policyInWords()).toBe("in a sandbox, with network access");
  allow({ sandbox: "none" });
  expect(policyInWords()).toMatch(/^without a sandbox/);
});
