import { execFileSync } from "node:child_process";
import { chmod, link, stat } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeToolStage } from "./tool-stage.ts";
import type { ToolStage } from "./tool-stage.ts";

let stage: ToolStage;
beforeEach(async () => void (stage = await makeToolStage()));
afterEach(() => stage.close());

const write = (file_path: string, content: string): Promise<string> =>
  stage.use("Write", { file_path, content });

async function seenFile(content: string | Uint8Array): Promise<void> {
  await stage.put("a.txt", content);
  await stage.use("Read", { file_path: "a.txt" });
}

test("a new file is made with its folders, exactly as given", async () => {
  expect(await write("new/dir/a.txt", "hello\r\nworld")).toBe("Created new/dir/a.txt (12 bytes).");
  expect(await stage.text("new/dir/a.txt")).toBe("hello\r\nworld");
  expect(await write("new/dir/a.txt", "")).toBe("Replaced new/dir/a.txt (0 bytes).");
  expect(await stage.text("new/dir/a.txt")).toBe("");
});

test("a file that is there must have been read, and not have changed since", async () => {
  await stage.put("a.txt", "theirs");
  expect(await write("a.txt", "mine")).toContain("not read it yet");
  await seenFile("theirs");
  await stage.put("a.txt", "theirs, changed");
  expect(await write("a.txt", "mine")).toContain("has changed since you read it");
  expect(await stage.text("a.txt")).toBe("theirs, changed");
});

test("of agents that make the same new file at once only one does", async () => {
  const agents = [stage.another(), stage.another(), stage.another()];
  const answers = await Promise.all(
    agents.map((agent, number) => agent.use("Write", { file_path: "a.txt", content: `by ${number}` })),
  );
  const winner = answers.findIndex((answer) => answer.startsWith("Created"));
  expect(answers.filter((answer) => answer.startsWith("Created"))).toHaveLength(1);
  expect(answers.filter((answer) => answer.includes("not read it yet"))).toHaveLength(2);
  expect(await stage.text("a.txt")).toBe(`by ${winner}`);
});

test("a replaced file keeps line ends, byte order mark and mode, and the answer says so", async () => {
  await seenFile("\uFEFFone\r\ntwo\r\n");
  await chmod(join(stage.root, "a.txt"), 0o755);
  expect(await write("a.txt", "1\n2\n")).toBe(
    "Replaced a.txt (9 bytes; its line ends are CRLF, as before; its byte order mark was kept).",
  );
  expect(await stage.text("a.txt")).toBe("\uFEFF1\r\n2\r\n");
  expect((await stat(join(stage.root, "a.txt"))).mode & 0o777).toBe(0o755);
  expect(await write("a.txt", "\uFEFFas\r\ngiven\n")).toBe("Replaced a.txt (13 bytes).");
  expect(await stage.text("a.txt")).toBe("\uFEFFas\r\ngiven\n");
});

test("a file that is not UTF-8 keeps its encoding, or is refused", async () => {
  await seenFile(Buffer.from("caf\xe9\n", "latin1"));
  expect(await write("a.txt", "naïve\n")).toContain("its encoding is Windows-1252, as before");
  expect(await stage.get("a.txt")).toEqual(Buffer.from("na\xefve\n", "latin1"));
  expect(await write("a.txt", "中\n")).toContain("remove it with rm in Bash first");
  expect(await stage.get("a.txt")).toEqual(Buffer.from("na\xefve\n", "latin1"));
});

test("a byte order mark before text that is not UTF-8 after all stays, too", async () => {
  await seenFile(Buffer.from("\xef\xbb\xbf\xe9t\xe9\n", "latin1"));
  expect(await write("a.txt", "naïve\n")).toContain("its byte order mark was kept");
  expect(await stage.get("a.txt")).toEqual(Buffer.from("\xef\xbb\xbfna\xefve\n", "latin1"));
});

test("a binary file, a pipe and a directory are not replaced", async () => {
  await stage.put("logo.png", Buffer.from("\x89PNG\r\n\x1a\n", "latin1"));
  await stage.put("folder/a", "");
  execFileSync("mkfifo", [join(stage.root, "pipe")]);
  expect(await write("logo.png", "x")).toContain("logo.png is a PNG image");
  expect(await write("pipe", "x")).toContain("a pipe, socket or device");
  expect(await write("folder", "x")).toContain("is a directory");
  expect(await write("folder/a/b", "x")).toContain("leads through a file as if it were a directory");
  expect(await write(`${"n".repeat(300)}`, "x")).toContain("is longer than a path may be");
});

test("another name of the same file keeps its content, and that is said", async () => {
  await seenFile("one");
  await link(join(stage.root, "a.txt"), join(stage.root, "b.txt"));
  expect(await write("a.txt", "two")).toContain(
    "2 names (hard links), and only this one has the new content",
  );
  expect(await stage.text("b.txt")).toBe("one");
});

test("half a character is refused instead of written as something else", async () => {
  expect(await write("a.txt", "x\uD83D")).toContain("half a character");
});

test("relative paths start in the agent's own directory, and do not end there", async () => {
  await stage.put("packages/a/x.txt", "");
  const agent = stage.another({ cwd: join(stage.root, "packages/a") });
  expect(await agent.use("Write", { file_path: "y.txt", content: "y" })).toBe("Created y.txt (1 bytes).");
  expect(await agent.use("Write", { file_path: "../b.txt", content: "b" })).toContain(
    `Created ${join(stage.root, "packages/b.txt")}`,
  );
  expect(await stage.text("packages/a/y.txt")).toBe("y");
  expect(await agent.use("Glob", { pattern: "*.txt" })).toMatch(/^(x\.txt\ny\.txt|y\.txt\nx\.txt)$/);
  expect(await agent.use("Grep", { pattern: "y" })).toBe("y.txt");
  expect(await agent.use("Bash", { command: "pwd; cat y.txt" })).toBe(
    `${join(stage.root, "packages/a")}\ny\n[Exit code 0]`,
  );
  expect(await agent.use("Read", { file_path: "../../../x" })).toContain("PathOutsideWorkspace");
});
