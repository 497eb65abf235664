import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { makeToolStage } from "./tool-stage.ts";
import type { ToolStage } from "./tool-stage.ts";

let stage: ToolStage;
beforeEach(async () => void (stage = await makeToolStage()));
afterEach(() => stage.close());

const bash = (command: string, more: object = {}): Promise<string> => stage.use("Bash", { command, ...more });

test("a command runs in the workspace, and its exit code is always told", async () => {
  await stage.put("a.txt", "hello\n");
  expect(await bash("cat a.txt; echo oops >&2", { description: "Show a.txt" })).toBe(
    "hello\noops\n[Exit code 0]",
  );
  expect(await bash("exit 3")).toBe("(no output)\n[Exit code 3]");
  expect(await bash("kill -TERM $$")).toContain("ended by SIGTERM");
});

test("a command that takes too long is killed, and what it said is kept", async () => {
  expect(await bash("echo begun; sleep 30", { timeout: 300 })).toBe(
    "begun\n[Killed after 300 ms: its time was over]",
  );
});

test("a command that no shell can be given is refused in a sentence, and nothing runs", async () => {
  const long = await bash(`touch made; echo ${"é".repeat(70_000)}`);
  expect(long).toContain("Expected a command of at most 131071 bytes, got 140017.");
  expect(await bash("touch made; printf 'a\0b'")).toContain("Expected a command without NUL");
  await expect(stage.get("made")).rejects.toThrow("ENOENT");
  expect(await bash(`: ${"x".repeat(131_069)}`)).toBe("(no output)\n[Exit code 0]");
});

test("a NUL that a command prints is shown as Read shows one", async () => {
  expect(await bash("printf 'a\\0b'")).toBe("a\u2400b\n[Exit code 0]");
});

test("long output keeps its beginning and its end, its size is told and how to get the rest", async () => {
  const answer = await bash("seq 100000");
  expect(answer).toMatch(
    /^1\n2\n.*\n100000\n\[The first and the last 15000 bytes of 588895\. .*\]\n\[Exit code 0\]$/s,
  );
  expect(answer.length).toBeLessThan(30_500);
  expect(answer).toContain("send the output to a file and Read that");
});

test("running in the background is refused in a sentence, and nothing runs", async () => {
  const answer = await bash("touch ran", { run_in_background: true });
  expect(answer).toContain("run_in_background is not available");
  expect(await stage.use("Glob", { pattern: "ran" })).toBe("No file matches.");
});

test("nothing of the worker's environment gets in", async () => {
  vi.stubEnv("PAWL_TEST_SECRET", "s3cret");
  expect(await bash("env")).not.toContain("s3cret");
  vi.unstubAllEnvs();
});

test("input that does not fit is refused with what is wrong, and nothing runs", async () => {
  expect(await bash("", {})).toContain("The input of Bash does not fit its schema: command: ");
  expect(await stage.use("Bash", { command: "touch ran", timeout: "soon" })).toContain("timeout: ");
  expect(await stage.use("Glob", { pattern: "ran" })).toBe("No file matches.");
});
