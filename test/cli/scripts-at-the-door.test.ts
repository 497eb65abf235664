import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { pawl } from "./captured-io.ts";

const cwd = mkdtempSync(path.join(tmpdir(), "pawl-door-"));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const META = 'export const meta = { name: "a", description: "b" };\n';

function file(name: string, content: string | Buffer): string {
  const full = path.join(cwd, name);
  writeFileSync(full, content);
  return full;
}

const sound = file("sound.js", `${META}return 1;\n`);
const unsound = file("unsound.js", `${META}import fs from "fs";\nreturn 1;\n`);
mkdirSync(path.join(cwd, "folder.js"));

describe("pawl validate", () => {
  test("a sound script is ok, exit code 0", async () => {
    expect(await pawl(["validate", sound])).toEqual({ exitCode: 0, stdout: `${sound}: ok\n`, stderr: "" });
  });

  test("one diagnostic a line with line and column; frame and advice below; exit code 1", async () => {
    const { exitCode, stdout } = await pawl(["validate", unsound]);
    expect(exitCode).toBe(1);
    const lines = stdout.split("\n");
    expect(lines[0]).toMatch(/unsound\.js:2:1 error S04-\S+ \S/u);
    expect(lines.slice(1, -1).every((line) => line.startsWith("    "))).toBe(true);
    expect(stdout).toContain('> 2 | import fs from "fs";');
  });

  test("with --json every file has its diagnostics", async () => {
    const { exitCode, stdout } = await pawl([
      "validate",
      "--json",
      sound,
      unsound,
      path.join(cwd, "nope.js"),
    ]);
    const { files } = JSON.parse(stdout) as {
      files: { ok: boolean; name?: string; diagnostics: { line: number }[]; error?: { message: string } }[];
    };
    expect(exitCode).toBe(1);
    expect(files.map(({ ok }) => ok)).toEqual([true, false, false]);
    expect(files[0]?.name).toBe("a");
    expect(files[1]?.diagnostics[0]).toMatchObject({ line: 2, column: 1, severity: "error" });
    expect(files[2]?.error?.message).toContain("found nothing there");
  });

  test.each([
    ["a file that is not there", "nope.js", "expected a script file, found nothing there"],
    ["a directory", "folder.js", "expected a script file, got a directory"],
    ["binary garbage", "garbage.js", "expected a script as UTF-8 text"],
    ["a text with a NUL", "nul.js", "expected a script as UTF-8 text"],
    ["600 KB", "large.js", "expected a script of at most 524288 bytes, got 614400"],
  ])("%s is one clear error", async (_, name, message) => {
    file("garbage.js", Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0xff, 0xfe]));
    file("nul.js", `${META}\0`);
    file("large.js", " ".repeat(600 * 1024));
    const target = path.join(cwd, name);
    const { exitCode, stdout, stderr } = await pawl(["validate", target]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
    expect(stderr.match(/^error: /gmu)).toHaveLength(1);
    expect(stderr).toContain(`error: ${target}: ${message}`);
  });

  test("an empty script is one diagnostic", async () => {
    const { exitCode, stdout } = await pawl(["validate", file("empty.js", "")]);
    expect(exitCode).toBe(1);
    expect(stdout).toContain("S01-empty");
  });
});

describe("pawl run, before anything starts", () => {
  const nowhere = ["--address", "127.0.0.1:1"];

  test("a script that is wrong: its diagnostics on stderr, exit code 1, without asking for a server", async () => {
    const { exitCode, stdout, stderr } = await pawl(["run", unsound, ...nowhere]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
    expect(stderr).toContain(":2:1 error S04-");
    expect(stderr).toContain("Nothing was started.");
  });

  test("with --json the diagnostics are JSON on stdout", async () => {
    const { stdout } = await pawl(["run", unsound, "--json", ...nowhere]);
    const { error } = JSON.parse(stdout) as { error: { kind: string; diagnostics: unknown[] } };
    expect(error.kind).toBe("script");
    expect(error.diagnostics[0]).toMatchObject({ line: 2 });
  });

  test("a sound script and no server: says so, offers pawl dev, exit code 6", async () => {
    const { exitCode, stderr } = await pawl(["run", sound, ...nowhere]);
    expect(exitCode).toBe(6);
    expect(stderr).toContain("pawl dev");
  });

  test("a path that is not there is no saved script's name", async () => {
    const { exitCode, stderr } = await pawl(["run", "./nope", ...nowhere], { cwd });
    expect(exitCode).toBe(1);
    expect(stderr).toContain("expected a script file, found nothing there");
  });

  test.each([
    ["args that are no JSON", ["--args", "{a:1}"], "--args: expected JSON, and the text is none"],
    ["args from a file that is not there", ["--args", "@nope.json"], "--args: expected a readable JSON file"],
    ["args from a file that is no JSON", ["--args", "@sound.js"], "--args: expected JSON, and "],
    ["concurrency 0", ["--concurrency", "0"], "--concurrency: expected a whole number from 1 to 1000"],
    ["concurrency 1001", ["--concurrency", "1001"], "--concurrency: expected a whole number from 1 to 1000"],
    ["a budget that is no number", ["--budget-tokens", "lots"], "--budget-tokens: expected a whole number"],
    ["a tool that nobody can grant", ["--grant", "WebFetch", "--grant", "Bash"], "grant.1: Invalid option"],
    ["an empty model", ["--model", ""], "model: Too small"],
  ])("%s: exit code 2", async (_, words, message) => {
    const { exitCode, stderr } = await pawl(["run", sound, ...words, ...nowhere], { cwd });
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
  });
});
