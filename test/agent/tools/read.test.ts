import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { open, symlink } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeToolStage } from "./tool-stage.ts";
import type { ToolStage } from "./tool-stage.ts";

let stage: ToolStage;
beforeEach(async () => void (stage = await makeToolStage()));
afterEach(() => stage.close());

const read = (file_path: string, more: object = {}): Promise<string> =>
  stage.use("Read", { file_path, ...more });

test("the lines are numbered, and offset and limit choose among them", async () => {
  await stage.put("a.txt", "one\ntwo\nthree\nfour\n");
  expect(await read("a.txt")).toBe("     1\tone\n     2\ttwo\n     3\tthree\n     4\tfour");
  expect(await read(join(stage.root, "a.txt"), { offset: 2, limit: 2 })).toBe(
    "     2\ttwo\n     3\tthree\n[Lines 2 to 3 of 4; go on with offset 4.]",
  );
  expect(await read("a.txt", { offset: 4 })).toBe("     4\tfour");
  expect(await read("a.txt", { offset: 0, limit: 1 })).toContain("     1\tone");
  expect(await read("a.txt", { offset: 5 })).toBe(
    "ToolError: The file has 4 lines; offset 5 is behind its end.",
  );
});

test("going on with the offset it names reads a file of any length once, line by line", async () => {
  const lines = Array.from({ length: 5_000 }, (_, index) => `line ${index} ${"x".repeat(index % 90)}`);
  await stage.put("long.txt", `${lines.join("\n")}\n`);
  const met: string[] = [];
  for (let offset: number | undefined = 1; offset !== undefined;) {
    const answer = await read("long.txt", { offset });
    met.push(
      ...answer.split("\n").flatMap((line) => /^ *\d+\t(?<text>.*)$/.exec(line)?.groups?.["text"] ?? []),
    );
    const next = /go on with offset (?<next>\d+)\.\]$/.exec(answer)?.groups?.["next"];
    offset = next === undefined ? undefined : Number(next);
  }
  expect(met).toEqual(lines);
});

test("without a limit 2,000 lines are read, and one answer holds 100,000 bytes", async () => {
  await stage.put("many.txt", "line\n".repeat(2_500));
  expect(await read("many.txt")).toMatch(/\[Lines 1 to 2000 of 2500; go on with offset 2001\.\]$/);
  await stage.put("wide.txt", `${"x".repeat(1_000)}\n`.repeat(500));
  expect(await read("wide.txt")).toMatch(/\[Lines 1 to 100 of 500; go on with offset 101\.\]$/);
});

test("long lines are cut between characters, with the length of the whole", async () => {
  await stage.put("long.txt", `${"x".repeat(3_000)}\n`);
  expect(await read("long.txt")).toMatch(
    /\tx{2000}… \[the line has 3000 bytes; Grep or Bash show other parts of it\]$/,
  );
  await stage.put("emoji.txt", `x${"😀".repeat(1_500)}\n`);
  const shown = await read("emoji.txt");
  expect(shown).toContain(`\tx${"😀".repeat(999)}… [the line has 6001 bytes`);
  expect(shown).not.toContain("\uFFFD");
});

test("a file that does not end with a line end, and one with other line ends, are told", async () => {
  await stage.put("open.txt", "one\ntwo");
  expect(await read("open.txt")).toBe("     1\tone\n     2\ttwo\n[The last line has no line end.]");
  expect(await read("open.txt", { limit: 1 })).not.toContain("no line end");
  await stage.put("dos.txt", "\uFEFFone\r\ntwo\r\n");
  expect(await read("dos.txt")).toBe(
    "     1\tone\n     2\ttwo\n[Line ends are CRLF. Edit and Write keep them.]",
  );
  await stage.put("mixed.txt", "one\r\ntwo\nthree\n");
  expect(await read("mixed.txt")).toBe(
    "     1\tone\n     2\ttwo\n     3\tthree\n[Line ends are mixed: 1 CRLF, 2 LF. Edit keeps them.]",
  );
});

test("text that is not UTF-8 is shown as what it most likely is, and that is said", async () => {
  await stage.put("latin1.txt", Buffer.from("caf\xe9 \x80\n", "latin1"));
  expect(await read("latin1.txt")).toBe(
    "     1\tcafé €\n[Not UTF-8: shown as Windows-1252, one character per byte. Edit and Write keep it so.]",
  );
  await stage.put(
    "broken.txt",
    Buffer.concat([Buffer.from("grün "), Buffer.from([0xff]), Buffer.from("\n")]),
  );
  expect(await read("broken.txt")).toBe(
    "     1\tgrün \uFFFD\n[Some bytes are not UTF-8 and shown as \uFFFD. Edit keeps them; leave them out of old_string.]",
  );
});

test.each([
  ["a PNG image", Buffer.from("\x89PNG\r\n\x1a\n", "latin1")],
  ["a JPEG image", Buffer.from("\xff\xd8\xff\xe0 JFIF", "latin1")],
  ["a PDF document", Buffer.from("%PDF-1.7\nall of it looks like text\n")],
  ["a ZIP archive", Buffer.from("PK\x03\x04")],
  ["text in UTF-16", Buffer.from("\uFEFFhello", "utf16le")],
  ["a binary file", Buffer.from([1, 0, 2])],
])("%s is refused in a sentence that says what to do", async (kind, content) => {
  await stage.put("file", content);
  const refusal = await read("file");
  expect(refusal).toContain(`ToolError: file is ${kind}; only text can be read and changed here. `);
  expect(refusal).toMatch(/Bash|tells its size/);
});

test("an empty file, a directory, a pipe and a socket are named for what they are, at once", async () => {
  await stage.put("empty", "");
  await stage.put("folder/a", "");
  execFileSync("mkfifo", [join(stage.root, "pipe")]);
  const server = createServer().listen(join(stage.root, "socket"));
  await once(server, "listening");
  expect(await read("empty")).toBe("[The file exists and is empty.]");
  expect(await read("folder")).toBe(
    "ToolError: folder is a directory. List it with Glob, or with ls in Bash.",
  );
  expect(await read(".")).toContain("is a directory");
  expect(await read("pipe")).toContain("a pipe, socket or device");
  expect(await read("socket")).toContain("is a socket or device, not a file");
  expect(await read("empty/x")).toContain("leads through a file as if it were a directory");
  server.close();
});

test("a missing file comes with the names that may be meant: like it, with another ending, or elsewhere", async () => {
  await stage.put("src/reader.ts", "");
  await stage.put("src/other.ts", "");
  await stage.put("lib/deep/unique-name.ts", "");
  expect(await read("src/raeder.ts")).toContain("Did you mean src/reader.ts?");
  expect(await read("src/readr.ts")).toBe(
    "ToolError: There is no file src/readr.ts. Did you mean src/reader.ts?",
  );
  expect(await read("src/Reader.js")).toContain("Did you mean src/reader.ts?");
  expect(await read("src/unique-name.ts")).toContain("Did you mean lib/deep/unique-name.ts?");
  await stage.put("u\u0308ber.md", "");
  expect(await read("\u00fcber.md")).toContain("Did you mean u\u0308ber.md?");
  expect(await read("gone.txt")).toBe(
    `ToolError: There is no file gone.txt; the working directory is ${stage.root}.`,
  );
});

test("names outside of the workspace are never suggested", async () => {
  expect(await read("../../etc/hostnam")).toContain("PathOutsideWorkspace");
  await symlink("/etc", join(stage.root, "link"));
  expect(await read("link/hostnam")).toContain("PathOutsideWorkspace");
});

test("a file of gigabytes is read in parts without being held in memory", async () => {
  const handle = await open(join(stage.root, "huge.log"), "w");
  const block = Buffer.from(`${"y".repeat(99)}\n`.repeat(10_000));
  for (let index = 0; index < 300; index += 1) await handle.write(block);
  await handle.close();
  const before = process.memoryUsage().rss;
  const answer = await read("huge.log", { offset: 2_999_999, limit: 1 });
  expect(answer).toBe(
    `2999999\t${"y".repeat(99)}\n[Lines 2999999 to 2999999 of a file of 300000000 bytes, whose lines were not counted; go on with offset 3000000.]`,
  );
  expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
  expect(await read("huge.log", { limit: 1 })).toContain("go on with offset 2.]");
  expect(await read("huge.log", { offset: 3_000_001 })).toContain("The file has 3000000 lines");
});

test("a line of 50 MB is shown in part", async () => {
  await stage.put("one-line.json", Buffer.alloc(50_000_000, "z"));
  expect(await read("one-line.json")).toMatch(
    /^ {5}1\tz{2000}… \[the line has 50000000 bytes; .*\]\n\[The last line has no line end\.\]$/,
  );
});

test("a NUL far inside does not reach the model", async () => {
  await stage.put("late.txt", Buffer.concat([Buffer.alloc(9_000, "a\n"), Buffer.from("x\0y\n")]));
  expect(await read("late.txt", { offset: 4_501 })).toBe("  4501\tx\u2400y");
});
