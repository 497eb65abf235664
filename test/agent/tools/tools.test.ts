import { mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { execFileSync } from "node:child_process";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { BASIC_TOOLS } from "../../../src/agent/agent-type.ts";
import type { ToolName } from "../../../src/agent/agent-type.ts";
import { makeTools } from "../../../src/agent/tools/make-tools.ts";
import type { Tool } from "../../../src/agent/tools/tool.ts";

let root: string;
let tools: readonly Tool[];
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "pawl-tools-")));
  tools = makeTools(BASIC_TOOLS, { root, signal: new AbortController().signal });
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** The tool's text; its error's message when it fails. */
async function use(name: ToolName, input: object): Promise<string> {
  const tool = tools.find((one) => one.name === name);
  if (tool === undefined) throw new Error(`no tool ${name}`);
  return tool.run(input).then(
    ({ content }) => content,
    (error: Error) => `${error.name}: ${error.message}`,
  );
}

async function put(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), content);
}
const get = (path: string): Promise<string> => readFile(join(root, path), "utf8");

test("Read numbers the lines, and offset and limit choose among them", async () => {
  await put("a.txt", "one\ntwo\nthree\nfour\n");
  expect(await use("Read", { file_path: "a.txt" })).toBe(
    "     1\tone\n     2\ttwo\n     3\tthree\n     4\tfour",
  );
  const part = await use("Read", { file_path: join(root, "a.txt"), offset: 2, limit: 2 });
  expect(part).toBe("     2\ttwo\n     3\tthree\n[Lines 2 to 3 of 4; go on with offset 4.]");
  expect(await use("Read", { file_path: "a.txt", offset: 9 })).toContain("has 4 lines");
});

test("Read cuts long lines and long files, and says so", async () => {
  await put("long.txt", `${"x".repeat(3_000)}\n`);
  expect(await use("Read", { file_path: "long.txt" })).toMatch(/x{2000}… \[1000 more characters\]$/);
  await put("many.txt", "line\n".repeat(2_500));
  expect(await use("Read", { file_path: "many.txt" })).toContain(
    "[Lines 1 to 2000 of 2500; go on with offset 2001.]",
  );
});

test("Read says what is there when it is no text file", async () => {
  await put("bin", new Uint8Array([1, 0, 2]));
  await put("empty", "");
  execFileSync("mkfifo", [join(root, "pipe")]);
  expect(await use("Read", { file_path: "bin" })).toContain("binary");
  expect(await use("Read", { file_path: "empty" })).toContain("empty");
  expect(await use("Read", { file_path: "." })).toContain("directory");
  expect(await use("Read", { file_path: "pipe" })).toContain("pipe");
  expect(await use("Read", { file_path: "gone" })).toContain("There is no file gone");
});

test("no tool reaches out of the workspace, through a link neither", async () => {
  await symlink("/etc", join(root, "link"));
  for (const path of ["/etc/hostname", "../x", "link/hostname"]) {
    expect(await use("Read", { file_path: path })).toContain("PathOutsideWorkspace");
    expect(await use("Write", { file_path: path, content: "x" })).toContain("PathOutsideWorkspace");
    expect(await use("Grep", { pattern: ".", path })).toContain("PathOutsideWorkspace");
    expect(await use("Glob", { pattern: "*", path })).toContain("PathOutsideWorkspace");
  }
  expect(await use("Grep", { pattern: "root" })).toBe("No match.");
});

test("Write makes folders, and replaces only a file that was read", async () => {
  expect(await use("Write", { file_path: "new/dir/a.txt", content: "hello" })).toContain("Created");
  expect(await use("Write", { file_path: "new/dir/a.txt", content: "again" })).toContain("Replaced");
  await put("b.txt", "theirs");
  expect(await use("Write", { file_path: "b.txt", content: "mine" })).toContain("have not read it");
  expect(await get("b.txt")).toBe("theirs");
  await use("Read", { file_path: "b.txt" });
  await put("b.txt", "theirs, changed");
  expect(await use("Write", { file_path: "b.txt", content: "mine" })).toContain(
    "has changed since you read it",
  );
  expect(await get("b.txt")).toBe("theirs, changed");
});

test("Edit replaces exactly one place, or all when told to", async () => {
  await put("a.js", "let a = 1;\nlet b = 1;\n");
  expect(await use("Edit", { file_path: "a.js", old_string: "1", new_string: "2" })).toContain(
    "have not read it",
  );
  await use("Read", { file_path: "a.js" });
  expect(await use("Edit", { file_path: "a.js", old_string: "1", new_string: "2" })).toContain("2 times");
  expect(await use("Edit", { file_path: "a.js", old_string: "let c", new_string: "x" })).toContain(
    "not in the file",
  );
  expect(await use("Edit", { file_path: "a.js", old_string: "let a", new_string: "let a" })).toContain(
    "the same",
  );
  expect(await use("Edit", { file_path: "a.js", old_string: "", new_string: "x" })).toContain("empty");
  expect(await use("Edit", { file_path: "a.js", old_string: "a = 1", new_string: "a = '$&'" })).toContain(
    "1 place",
  );
  expect(
    await use("Edit", { file_path: "a.js", old_string: "let", new_string: "const", replace_all: true }),
  ).toContain("2 places");
  expect(await get("a.js")).toBe("const a = '$&';\nconst b = 1;\n");
});

test("Edit refuses a file that changed since it was read, and leaves it alone", async () => {
  await put("a.txt", "one");
  await use("Read", { file_path: "a.txt" });
  await put("a.txt", "one and more");
  expect(await use("Edit", { file_path: "a.txt", old_string: "one", new_string: "two" })).toContain(
    "has changed since",
  );
  expect(await get("a.txt")).toBe("one and more");
});

test("Edit keeps a file's line ends and its byte order mark", async () => {
  await put("w.txt", "\uFEFFone\r\ntwo\r\nthree\r\n");
  expect(await use("Read", { file_path: "w.txt" })).toBe("     1\tone\n     2\ttwo\n     3\tthree");
  await use("Edit", { file_path: "w.txt", old_string: "one\ntwo", new_string: "1\n2" });
  expect(await get("w.txt")).toBe("\uFEFF1\r\n2\r\nthree\r\n");
});

test("Edit leaves alone what is not UTF-8: writing it back would lose bytes", async () => {
  await put("latin1.txt", Buffer.from("caf\xe9 one\n", "latin1"));
  expect(await use("Read", { file_path: "latin1.txt" })).toContain("caf\uFFFD one");
  expect(await use("Edit", { file_path: "latin1.txt", old_string: "one", new_string: "two" })).toContain(
    "not UTF-8",
  );
});

test("Glob lists what matches, sorted, without what .gitignore names and without the stores of git and pawl", async () => {
  execFileSync("git", ["init", "-q", root]);
  await put(".gitignore", "node_modules\n*.gen.js\n");
  for (const file of [
    "src/b.js",
    "src/a.js",
    "src/deep/c.js",
    "x.gen.js",
    "node_modules/m/i.js",
    ".pawl/db.js",
    "lib/src/z.js",
  ]) {
    await put(file, "");
  }
  expect(await use("Glob", { pattern: "**/*.js" })).toBe("lib/src/z.js\nsrc/a.js\nsrc/b.js\nsrc/deep/c.js");
  expect(await use("Glob", { pattern: "src/*.js" })).toBe("src/a.js\nsrc/b.js");
  expect(await use("Glob", { pattern: join(root, "src/*.js") })).toBe("src/a.js\nsrc/b.js");
  expect(await use("Glob", { pattern: "*.js", path: "src/deep" })).toBe("c.js");
  expect(await use("Glob", { pattern: "**/*" })).not.toMatch(/node_modules|\.git\/|\.pawl/);
  expect(await use("Glob", { pattern: "*.py" })).toBe("No file matches.");
});

test("Glob and Grep tell how much more there is", async () => {
  for (let index = 0; index < 205; index += 1) await put(`f${index}.txt`, "match\n");
  expect(await use("Glob", { pattern: "*.txt" })).toContain("[5 more; narrow the pattern.]");
  expect(await use("Grep", { pattern: "match", head_limit: 10 })).toContain("[195 more lines;");
});

test("Grep finds files, lines with context, and counts", async () => {
  await put("a.js", "one\nTODO fix\nthree\n");
  await put("b/c.ts", "todo\nTODO\nTODO\n");
  expect(await use("Grep", { pattern: "TODO" })).toBe("a.js\nb/c.ts");
  expect(await use("Grep", { pattern: "TODO", output_mode: "content", glob: "*.js", "-C": 1 })).toBe(
    "a.js-1-one\na.js:2:TODO fix\na.js-3-three",
  );
  expect(await use("Grep", { pattern: "todo", "-i": true, output_mode: "count", type: "ts" })).toBe(
    "b/c.ts:3",
  );
  expect(await use("Grep", { pattern: "fix\\nthree", multiline: true })).toBe("a.js");
  await put("b/paths.txt", `see ${root}/a.js\n./x\n`);
  expect(await use("Grep", { pattern: "a.js", path: "b", output_mode: "content" })).toBe(
    `b/paths.txt:1:see ${root}/a.js`,
  );
  expect(await use("Grep", { pattern: "--files" })).toBe("No match.");
  expect(await use("Grep", { pattern: "(" })).toContain("The search failed");
});

test("Bash runs in the workspace and always tells the exit code", async () => {
  await put("a.txt", "hello\n");
  expect(await use("Bash", { command: "cat a.txt; echo oops >&2" })).toBe("hello\noops\n[Exit code 0]");
  expect(await use("Bash", { command: "exit 3" })).toBe("(no output)\n[Exit code 3]");
  expect(await use("Bash", { command: "sleep 30", timeout: 200 })).toContain("[Killed after 200 ms");
  expect(await use("Bash", { command: "seq 100000" })).toMatch(
    /^1\n2\n.*dropped here.*\n100000\n\[Exit code 0\]$/s,
  );
});

test("Bash gets nothing of the worker's environment", async () => {
  vi.stubEnv("PAWL_TEST_SECRET", "s3cret");
  expect(await use("Bash", { command: "env" })).not.toContain("s3cret");
  vi.unstubAllEnvs();
});

test("the schemas the model sees name every input and its meaning", () => {
  for (const { inputSchema } of tools) {
    expect(inputSchema["type"]).toBe("object");
    expect(inputSchema).not.toHaveProperty("$schema");
    const properties = inputSchema["properties"] as Record<string, { description?: string }>;
    expect(Object.values(properties).every(({ description }) => description !== undefined)).toBe(true);
  }
});
