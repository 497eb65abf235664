import { execFileSync, spawn } from "node:child_process";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { makeToolStage } from "./tool-stage.ts";
import type { ToolStage } from "./tool-stage.ts";

let stage: ToolStage;
beforeEach(async () => {
  stage = await makeToolStage();
  await stage.put("a.js", "one\nTODO fix\nthree\nfour\nTODO again\n");
  await stage.put("b/c.ts", "todo\nTODO\nTODO TODO\n");
});
afterEach(() => stage.close());

const grep = (pattern: string, more: object = {}): Promise<string> => stage.use("Grep", { pattern, ...more });
const content = { output_mode: "content" };

describe("each option does what ripgrep's does", () => {
  test.each<[string, string, object, string]>([
    ["files_with_matches is the default", "TODO", {}, "a.js\nb/c.ts"],
    ["content", "fix", content, "a.js:2:TODO fix"],
    ["count", "TODO", { output_mode: "count" }, "a.js:2\nb/c.ts:2"],
    ["-n", "fix", { ...content, "-n": false }, "a.js:TODO fix"],
    ["-i", "todo", { ...content, "-i": true, path: "b" }, "b/c.ts:1:todo\nb/c.ts:2:TODO\nb/c.ts:3:TODO TODO"],
    ["-A", "fix", { ...content, "-A": 1 }, "a.js:2:TODO fix\na.js-3-three"],
    ["-B", "fix", { ...content, "-B": 1 }, "a.js-1-one\na.js:2:TODO fix"],
    ["-C", "fix", { ...content, "-C": 1 }, "a.js-1-one\na.js:2:TODO fix\na.js-3-three"],
    ["-A beside -C", "fix", { ...content, "-C": 1, "-A": 0 }, "a.js-1-one\na.js:2:TODO fix"],
    ["-o", "f.x|again", { ...content, "-o": true }, "a.js:2:fix\na.js:5:again"],
    ["glob", "TODO", { glob: "*.ts" }, "b/c.ts"],
    ["glob with a list", "TODO", { glob: "*.{js,md}" }, "a.js"],
    ["type", "TODO", { type: "ts" }, "b/c.ts"],
    ["path of a folder", "TODO", { path: "b" }, "b/c.ts"],
    ["path of a file", "TODO", { ...content, path: "b/c.ts" }, "b/c.ts:2:TODO\nb/c.ts:3:TODO TODO"],
    ["multiline", "fix\\nthree", { ...content, multiline: true }, "a.js:2:TODO fix\na.js:3:three"],
    ["multiline, . over lines", "one.*four", { multiline: true }, "a.js"],
    ["without multiline", "one.*four", {}, "No match."],
    [
      "head_limit",
      "TODO",
      { head_limit: 1 },
      "a.js\n[Lines 1 to 1 of 2; narrow the search, or go on with offset 1.]",
    ],
    ["offset", "TODO", { offset: 1 }, "b/c.ts"],
    [
      "offset and head_limit",
      "TODO",
      { ...content, offset: 1, head_limit: 2 },
      "a.js:5:TODO again\nb/c.ts:2:TODO\n[Lines 2 to 3 of 4; narrow the search, or go on with offset 3.]",
    ],
    ["offset behind the end", "TODO", { offset: 2 }, "[There are 2 lines; offset 2 is behind the last.]"],
    ["a pattern like an option", "--files", {}, "No match."],
  ])("%s", async (_, pattern, options, expected) => {
    expect(await grep(pattern, options)).toBe(expected);
  });
});

test("a file with CRLF is searched as Read shows it: $ is before the CR, which is found when it is asked for", async () => {
  await stage.put("dos.txt", "one\r\ntwo\r\n");
  expect(await grep("two$", { ...content, path: "dos.txt" })).toBe("dos.txt:2:two");
  expect(await grep("^one$", { ...content, "-A": 1, path: "." })).toBe(
    "a.js:1:one\na.js-2-TODO fix\n--\ndos.txt:1:one\ndos.txt-2-two",
  );
  expect(await grep("\\r$")).toBe("dos.txt");
  expect(await grep("one\\r\\ntwo", { multiline: true })).toBe("dos.txt");
});

test("a name with a line end is one name, shown as JSON has it, and no line of it passes for a match", async () => {
  await stage.put("x\nb/c.ts:9:TODO not there.txt", "TODO\nafter\n");
  const shown = String.raw`"x\nb/c.ts:9:TODO not there.txt"`;
  const where = { glob: "c.ts:*" };
  expect(await grep("TODO", where)).toBe(shown);
  expect(await grep("TODO", { ...where, output_mode: "count" })).toBe(`${shown}:1`);
  expect(await grep("TODO", { ...content, ...where, "-A": 1 })).toBe(`${shown}:1:TODO\n${shown}-2-after`);
  expect(await grep("TODO", { ...content, ...where, "-n": false, "-A": 1 })).toBe(
    `${shown}:TODO\n${shown}-after`,
  );
  expect(await stage.use("Read", { file_path: JSON.parse(shown) as string })).toContain("TODO");
});

test("groups of lines are parted by --", async () => {
  await stage.put("far.txt", `HIT\n${"x\n".repeat(5)}HIT\n`);
  expect(await grep("HIT", { ...content, "-A": 1, path: "far.txt" })).toBe(
    "far.txt:1:HIT\nfar.txt-2-x\n--\nfar.txt:7:HIT",
  );
});

test("a wrong pattern or type is answered in ripgrep's words", async () => {
  expect(await grep("(")).toContain("ToolError: The search failed: ");
  expect(await grep("x", { type: "klingon" })).toContain("klingon");
});

test("250 lines are shown unless head_limit says otherwise; 0 is as many as one answer holds", async () => {
  await stage.put("many.txt", "match\n".repeat(5_000));
  const count = async (more: object): Promise<number> =>
    (await grep("match", { ...content, ...more })).split("\n").filter((line) => line.startsWith("many"))
      .length;
  expect(await count({})).toBe(250);
  expect(await count({ head_limit: 1_000 })).toBe(1_000);
  const all = await grep("match", { ...content, head_limit: 0 });
  expect(all.length).toBeLessThan(30_200);
  expect(all).toMatch(/\[Lines 1 to \d+ of 5000; narrow the search, or go on with offset \d+\.\]$/);
});

test("going on with the offset it names shows every line once", async () => {
  const lines = Array.from({ length: 1_200 }, (_, index) => `match ${index} ${"x".repeat(index % 60)}`);
  await stage.put("many.txt", `${lines.join("\n")}\n`);
  const met: string[] = [];
  for (let offset: number | undefined = 0; offset !== undefined;) {
    const answer = await grep("match", { ...content, head_limit: 0, offset, "-n": false });
    met.push(...answer.split("\n").filter((line) => line.startsWith("many.txt:")));
    const next = /offset (?<next>\d+)\.\]$/.exec(answer)?.groups?.["next"];
    offset = next === undefined ? undefined : Number(next);
  }
  expect(met).toEqual(lines.map((line) => `many.txt:${line}`));
});

test("long lines are cut with their beginning shown", async () => {
  await stage.put("app.min.js", `needle${"x".repeat(10_000)}\n`);
  const answer = await grep("needle", { ...content, glob: "*.min.js" });
  expect(answer).toContain("needlexxx");
  expect(answer.length).toBeLessThan(700);
});

test("what looks like a path inside of a line stays as it is", async () => {
  await stage.put("b/paths.txt", `see ${stage.root}/a.js\n./x <stdin>\n`);
  expect(await grep("a.js|x", { ...content, path: "b/paths.txt" })).toBe(
    `b/paths.txt:1:see ${stage.root}/a.js\nb/paths.txt:2:./x <stdin>`,
  );
  expect(await grep("[.]/x", { ...content, path: "b", glob: "*.txt" })).toBe("b/paths.txt:2:./x <stdin>");
});

test("what .gitignore names, binary files and the stores of git and pawl are left out", async () => {
  execFileSync("git", ["init", "-q", stage.root]);
  await stage.put(".gitignore", "out\n");
  await stage.put("out/x.js", "TODO\n");
  await stage.put(".pawl/x.js", "TODO\n");
  await stage.put("blob", Buffer.from("TODO\0TODO"));
  await stage.put(".git/TODO", "TODO\n");
  expect(await grep("TODO")).toBe("a.js\nb/c.ts");
  expect(await grep("TODO", { path: "out" })).toBe("out/x.js");
  expect(await grep("TODO", { path: "out/x.js" })).toBe("out/x.js");
});

test("a search ends at once at a pipe, a missing path, or outside", async () => {
  execFileSync("mkfifo", [join(stage.root, "pipe")]);
  await symlink("/etc", join(stage.root, "link"));
  expect(await grep("x", { path: "pipe" })).toContain("a pipe, socket or device");
  expect(await grep("TODO")).toBe("a.js\nb/c.ts");
  expect(await grep("x", { path: "a.jss" })).toContain("Did you mean a.js?");
  expect(await grep("root", { path: "link" })).toContain("PathOutsideWorkspace");
  expect(await grep("root", { path: "link/passwd" })).toContain("PathOutsideWorkspace");
  expect(await grep("root", { path: "/etc/passwd" })).toContain("PathOutsideWorkspace");
  expect(await grep("root:")).toBe("No match.");
});

test("a folder swapped for a link while it is searched never shows what lies outside", async () => {
  await stage.put("place/file", "inside\n");
  const outside = await mkdtemp(join(tmpdir(), "pawl-outside-"));
  await writeFile(join(outside, "file"), "SECRET\n");
  const script = `cd "$1"; ln -s "$2" link; trap "exit" TERM; while :; do mv -T place kept; mv -T link place; mv -T place link; mv -T kept place; done`;
  const swapper = spawn("sh", ["-c", script, "sh", stage.root, outside], { stdio: "ignore" });
  const answers = new Set<string>();
  for (let round = 0; round < 200; round += 1) {
    for (const path of ["place", "place/file"]) {
      answers.add((await grep("inside|SECRET", { ...content, path })).split(":")[0] ?? "");
      expect([...answers].join()).not.toContain("SECRET");
    }
  }
  swapper.kill("SIGKILL");
  await rm(outside, { recursive: true });
  expect(answers).toContain("place/file");
  expect(answers).toContain("PathOutsideWorkspace");
});

test("a .gitignore that ripgrep cannot read is no matter for the model", async () => {
  await stage.put(".ignore", "{\n");
  expect(await grep("fix")).toBe("a.js");
});
