import { chmod, link, readdir, stat, symlink, lstat, utimes } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeToolStage } from "./tool-stage.ts";
import type { ToolStage } from "./tool-stage.ts";

let stage: ToolStage;
beforeEach(async () => void (stage = await makeToolStage()));
afterEach(() => stage.close());

const edit = (old_string: string, new_string: string, more: object = {}): Promise<string> =>
  stage.use("Edit", { file_path: "a.txt", old_string, new_string, ...more });

/** Puts and reads `a.txt`. */
async function readFile(content: string | Uint8Array): Promise<void> {
  await stage.put("a.txt", content);
  await stage.use("Read", { file_path: "a.txt" });
}

test("exactly one place is replaced, and the answer says where", async () => {
  await readFile("let a = 1;\nlet b = 1;\n");
  expect(await edit("b = 1", "b = '$&'")).toBe("Changed a.txt at line 2.");
  expect(await stage.text("a.txt")).toBe("let a = 1;\nlet b = '$&';\n");
});

test("several places are refused with their lines, or replaced together when told to", async () => {
  await readFile("x\n".repeat(12));
  expect(await edit("x", "y")).toBe(
    "ToolError: old_string is in the file 12 times (lines 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 2 more). Take more lines around the place to make it unique, or set replace_all.",
  );
  expect(await stage.text("a.txt")).toBe("x\n".repeat(12));
  expect(await edit("x", "y", { replace_all: true })).toContain("Changed a.txt in 12 places: lines 1, 2,");
  expect(await stage.text("a.txt")).toBe("y\n".repeat(12));
});

test("an agent that has changed a file may change it again without reading", async () => {
  await readFile("one");
  await edit("one", "two");
  expect(await edit("two", "three")).toBe("Changed a.txt at line 1.");
});

test("an absolute path and a relative one are the same file", async () => {
  await readFile("one");
  const file_path = join(stage.root, "a.txt");
  expect(await edit("one", "two", { file_path })).toBe("Changed a.txt at line 1.");
});

test("a file that was not read, or has changed since, is refused and left alone", async () => {
  await stage.put("a.txt", "one");
  expect(await edit("one", "two")).toContain("you have not read it yet");
  await readFile("one");
  await stage.put("a.txt", "one and more");
  expect(await edit("one", "two")).toContain("has changed since you read it");
  expect(await stage.text("a.txt")).toBe("one and more");
  await readFile("one and more");
  expect(await edit("one", "two")).toContain("Changed");
});

test("a file that was only touched, or written anew with the same content, has not changed", async () => {
  await readFile("one");
  await utimes(join(stage.root, "a.txt"), 1, 1);
  expect(await edit("one", "two")).toContain("Changed");
  await stage.put("a.txt", "two");
  expect(await edit("two", "three")).toContain("Changed");
});

test("what was seen can be handed on: an attempt that continues may change what the one before had read", async () => {
  await readFile("one");
  const record = stage.seen.export();
  expect(Object.keys(record)).toEqual(["a.txt"]);
  expect(stage.seen.takeNew()).toEqual(record);
  expect(stage.seen.takeNew()).toEqual({});
  const next = stage.another();
  const change = { file_path: "a.txt", old_string: "one", new_string: "two" };
  expect(await next.use("Edit", change)).toContain("not read it yet");
  next.seen.restore(JSON.parse(JSON.stringify(record)));
  expect(await next.use("Edit", change)).toContain("Changed");
  expect(Object.keys(next.seen.takeNew())).toEqual(["a.txt"]);
  expect(await edit("two", "three")).toContain("has changed since");
});

test("agents of one worker that change one file at once lose nothing: each sees the other's change, or is refused", async () => {
  await stage.put("a.txt", "start\n");
  const agents = [stage.another(), stage.another(), stage.another()];
  const done = await Promise.all(
    agents.map(async (agent, number) => {
      const landed: string[] = [];
      for (let round = 0; round < 15; round += 1) {
        await agent.use("Read", { file_path: "a.txt" });
        const line = `agent ${number} round ${round}\n`;
        const change = { file_path: "a.txt", old_string: "start\n", new_string: `start\n${line}` };
        if ((await agent.use("Edit", change)).startsWith("Changed")) landed.push(line);
      }
      return landed;
    }),
  );
  const text = await stage.text("a.txt");
  expect(done.flat().length).toBeGreaterThanOrEqual(15);
  expect(text.split("\n").slice(1, -1).toSorted()).toEqual(
    done
      .flat()
      .map((line) => line.trim())
      .toSorted(),
  );
});

test.each([
  ["CRLF and a byte order mark", "\uFEFFone\r\ntwo\r\nthree\r\n", "\uFEFF1\r\n2\r\n2.5\r\nthree\r\n"],
  ["no line end at the end", "one\ntwo", "1\n2\n2.5"],
  ["mixed line ends", "zero\none\r\ntwo\nthree\r\n", "zero\n1\r\n2\r\n2.5\nthree\r\n"],
])("%s stay as they were", async (_, before, after) => {
  await readFile(before);
  expect(await edit("one\ntwo", "1\n2\n2.5")).toContain("Changed");
  expect(await stage.text("a.txt")).toBe(after);
});

test("line ends given as CRLF do no harm, and cannot be changed this way", async () => {
  await readFile("one\ntwo\n");
  expect(await edit("one\r\ntwo", "1\r\n2")).toContain("Changed");
  expect(await stage.text("a.txt")).toBe("1\n2\n");
  expect(await edit("1\n2", "1\r\n2")).toContain("differ in their line ends only");
});

test("bytes that are not UTF-8 stay as they were, and are changed as Read shows them", async () => {
  const bytes = Buffer.from("gr\xfcn one\r\n\x80 \x93q\x94\r\n", "latin1");
  await readFile(bytes);
  expect(await edit("one", "two")).toContain("Changed");
  expect(await stage.get("a.txt")).toEqual(Buffer.from("gr\xfcn two\r\n\x80 \x93q\x94\r\n", "latin1"));
  expect(await edit("grün two\n€", "blåå\n€")).toContain("Changed");
  expect(await stage.get("a.txt")).toEqual(Buffer.from("bl\xe5\xe5\r\n\x80 \x93q\x94\r\n", "latin1"));
  expect(await edit("q", "中")).toContain('new_string cannot be used here: it contains "中"');
});

test("a stray byte in UTF-8 stays as it was, and cannot be named", async () => {
  const stray = (text: string): Buffer =>
    Buffer.concat([Buffer.from(text), Buffer.from([0xff]), Buffer.from("\n")]);
  await readFile(stray("höher one "));
  expect(await edit("one", "größer")).toContain("Changed");
  expect(await stage.get("a.txt")).toEqual(stray("höher größer "));
  expect(await edit("größer \uFFFD", "x")).toContain("stands for bytes that are not UTF-8");
});

test("every byte around the place is kept: all 256 of them", async () => {
  const around = Buffer.from(Uint8Array.from({ length: 255 }, (_, index) => index + 1));
  await readFile(Buffer.concat([around, Buffer.from("<here>"), around]));
  expect(await edit("<here>", "<there>")).toContain("Changed");
  expect(await stage.get("a.txt")).toEqual(Buffer.concat([around, Buffer.from("<there>"), around]));
});

test("mode and link are kept; another name of the same file keeps the old content, and that is said", async () => {
  await stage.put("real/run.sh", "echo one\n");
  const real = join(stage.root, "real/run.sh");
  await chmod(real, 0o755);
  await symlink("real/run.sh", join(stage.root, "a.txt"));
  await stage.use("Read", { file_path: "a.txt" });
  expect(await edit("one", "two")).toBe("Changed real/run.sh at line 1.");
  expect((await lstat(join(stage.root, "a.txt"))).isSymbolicLink()).toBe(true);
  expect((await stat(real)).mode & 0o777).toBe(0o755);
  await link(real, join(stage.root, "second.sh"));
  expect(await edit("two", "three")).toContain("2 names (hard links); only this one has the new content");
  expect(await stage.text("second.sh")).toBe("echo two\n");
  expect(await stage.text("real/run.sh")).toBe("echo three\n");
});

test("a read-only file is refused with its mode, whoever the worker runs as", async () => {
  await readFile("one");
  await chmod(join(stage.root, "a.txt"), 0o444);
  expect(await edit("one", "two")).toContain("a.txt is read-only (mode 0444)");
  expect(await stage.text("a.txt")).toBe("one");
});

test("nothing is left beside the file", async () => {
  await readFile("one");
  await edit("one", "two");
  await edit("gone", "two");
  expect(await readdir(stage.root)).toEqual(["a.txt"]);
});

test.each([
  [
    "copied line numbers",
    "  const a = 1;\nb\n",
    "     1\t  const a = 1;",
    "without the line numbers and tabs",
  ],
  [
    "tabs for spaces",
    "{\n\tif (x) {\n\t\tgo();\n",
    "    if (x) {\n        go();",
    'Line 2 differs from it only in white space, quotes or dashes; there it is "\\tif (x) {\\n\\t\\tgo();"',
  ],
  ["curly quotes", "say “hi”\n", 'say "hi"', "Line 1 differs from it only in white space, quotes"],
  ["a line end too many", "one\ntwo", "two\n", "which has no line end"],
  ["a tail that differs", "one\ntwo\nthree\n", "two\nfour\n", "Its first line is line 2 of the file"],
  ["a change made already", "new\n", "old", "new_string is in the file already"],
  ["something else", "one\n", "four", "Read the file again and copy the text exactly."],
])("what is not in the file because of %s is told apart", async (_, content, old, hint) => {
  await readFile(content);
  const answer = await edit(old, "new");
  expect(answer).toContain("ToolError: old_string is not in the file. ");
  expect(answer).toContain(hint);
});

test("an empty old_string makes a file, or fills an empty one, and is refused where there is text", async () => {
  expect(await edit("", "made\n")).toBe("Created a.txt (5 bytes).");
  expect(await stage.text("a.txt")).toBe("made\n");
  expect(await edit("", "again")).toContain("old_string is empty");
  await readFile("");
  expect(await edit("", "filled")).toContain("Changed");
  expect(await stage.text("a.txt")).toBe("filled");
});

test("what cannot be changed at all is refused in a sentence", async () => {
  expect(await edit("a", "b")).toContain("There is no file a.txt");
  await readFile("same");
  expect(await edit("same", "same")).toContain("are the same; nothing was changed");
  expect(await edit("\uD800", "x")).toContain("half a character");
  await stage.put("big.txt", Buffer.alloc(11 * 1024 * 1024, "line\n"));
  expect(await edit("a", "b", { file_path: "big.txt" })).toContain("more than the 10485760");
  expect(await edit("a", "b", { file_path: ".git/config" })).toContain("ProtectedPath");
  expect(await edit("a", "b", { file_path: "../x" })).toContain("PathOutsideWorkspace");
});

test("a large file is changed in a moment", async () => {
  const lines = Array.from(
    { length: 150_000 },
    (_, index) => `const value${index} = "${"x".repeat(40)}";\r\n`,
  );
  await readFile(lines.join(""));
  expect(await edit("value140000 = ", "changed = ")).toBe("Changed a.txt at line 140001.");
  expect(await edit('const value0 =\n"', "")).toContain("Read the file again");
}, 10_000);
