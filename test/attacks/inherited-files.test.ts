// Files that the worker was started with: CVE-2024-21626 was an open directory that came along into a container.
import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { bundleProgram } from "../workspace/bundled-program.ts";
import { makeWorkspace, writeFiles } from "../workspace/temporary-workspace.ts";

const PROGRAM = `
import { execFileSync } from "node:child_process";
import { runCommand } from "./src/workspace/run-command.ts";
const [workspace, command] = process.argv.slice(2);
const bounds = { timeoutMs: 20_000, headBytes: 10_000, tailBytes: 10_000 };
const { output } = await runCommand({ command, workspace, ...bounds }, new AbortController().signal);
let plain = "";
try { plain = execFileSync("bash", ["-c", command], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }); } catch (error) { plain = String(error.stdout); }
console.log(JSON.stringify({ output, plain }));
`;

/** Node itself closes the first few; those beyond come along. */
const ATTACK = "cat /proc/self/fd/*/secret /proc/self/fd/*/../outside/secret 2>/dev/null";

test.each([[40], [251]])("an open directory at number %i does not come along", async (number) => {
  const { workspace, outside } = makeWorkspace();
  writeFiles(outside, { secret: "canary" });
  const directory = openSync(outside, "r");
  onTestFinished(() => closeSync(directory));
  const between = Array.from({ length: number - 3 }, () => "ignore" as const);
  const child = spawn(process.execPath, [bundleProgram(PROGRAM), workspace, ATTACK], {
    stdio: ["ignore", "pipe", "inherit", ...between, directory],
  });
  if (child.stdout === null) throw new Error("Expected its output.");
  const { output, plain } = JSON.parse(await text(child.stdout)) as { output: string; plain: string };
  expect(output).not.toContain("canary");
  // Without the sandbox's care it does: the attack is a real one.
  expect(plain).toContain("canary");
});
