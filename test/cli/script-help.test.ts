import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { pawl } from "./captured-io.ts";

const cwd = mkdtempSync(path.join(tmpdir(), "pawl-help-"));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));
mkdirSync(path.join(cwd, ".pawl", "scripts"), { recursive: true });

const TEXT = `export const meta = {
  name: "greet",
  description: "Greets people",
  whenToUse: "Somebody comes in",
  phases: [{ title: "Look", detail: "who is there" }, { title: "Greet" }],
  argsSchema: {
    type: "object",
    "x-positional": "who",
    required: ["who"],
    properties: {
      who: { type: "string", description: "Whom to greet" },
      times: { type: "integer", minimum: 1, default: 2, description: "How often" },
      loud: { type: "boolean" },
    },
    examples: [{ who: "Ada's friends" }],
  },
};
return args.who;
`;
writeFileSync(path.join(cwd, "greet.js"), TEXT);
writeFileSync(path.join(cwd, ".pawl", "scripts", "hello.js"), TEXT);
writeFileSync(
  path.join(cwd, "plain.js"),
  'export const meta = { name: "p", description: "d" };\nreturn 1;\n',
);
writeFileSync(path.join(cwd, "wrong.js"), 'import fs from "fs";\n');

const HELP = (script: string): string => `greet: Greets people

When to use: Somebody comes in

Args, as JSON by --args:
  who  (string; required)
      Whom to greet
  times  (integer, at least 1; default 2)
      How often
  loud  (boolean; optional)

A bare string as args stands for "who".

Phases:
  Look: who is there
  Greet

Example:
  pawl run ${script} --args '{"who":"Ada'\\''s friends"}'

All that a run may be started with: pawl run --help
`;

describe("pawl run SCRIPT --help", () => {
  test.each([
    ["a file", ["greet.js", "--help"], "greet.js"],
    ["a saved script of the workspace", ["hello", "-h"], "hello"],
    ["flags before it", ["--args", "{}", "--detach", "hello", "--help"], "hello"],
  ])("says what the script is for and what it takes: %s", async (_, words, script) => {
    expect(await pawl(["run", ...words], { cwd })).toEqual({ exitCode: 0, stdout: HELP(script), stderr: "" });
  });

  test("finds saved scripts of the workspace that --workspace or PAWL_WORKSPACE names", async () => {
    const elsewhere = { cwd: tmpdir() };
    const flagged = await pawl(["run", "hello", "--workspace", cwd, "--help"], elsewhere);
    const told = await pawl(["run", "hello", "--help"], { ...elsewhere, env: { PAWL_WORKSPACE: cwd } });
    expect([flagged.stdout, told.stdout]).toEqual([HELP("hello"), HELP("hello")]);
  });

  test("finds scripts that came with pawl", async () => {
    const { exitCode, stdout } = await pawl(["run", "01-hello", "--help"], { cwd });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^hello: /u);
  });

  test("with --json it is the script's meta", async () => {
    const { stdout } = await pawl(["run", "greet.js", "--help", "--json"], { cwd });
    expect(JSON.parse(stdout)).toMatchObject({ name: "greet", argsSchema: { required: ["who"] } });
  });

  test("a script that does not describe its args says so", async () => {
    const { stdout } = await pawl(["run", "plain.js", "--help"], { cwd });
    expect(stdout).toContain("the script does not describe them");
    expect(stdout).toContain("\n  pawl run plain.js\n");
  });

  test("a name that nobody knows lists the known ones, exit code 1", async () => {
    const { exitCode, stderr } = await pawl(["run", "helo", "--help"], { cwd });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('There is no saved script named "helo". Known: ');
    expect(stderr).toContain("hello (");
  });

  test("a file that is no script says what is wrong with it, exit code 1", async () => {
    const { exitCode, stderr } = await pawl(["run", "wrong.js", "--help"], { cwd });
    expect(exitCode).toBe(1);
    expect(stderr).toContain("wrong.js:1:1 error S04-");
  });

  test("without a script it is the command's own help", async () => {
    const { stdout } = await pawl(["run", "--workspace", cwd, "--help"], { cwd });
    expect(stdout).toMatch(/^Usage: pawl run \[options\] <script>/u);
  });
});

test("pawl validate refuses an argsSchema that is none", async () => {
  const file = path.join(cwd, "unsound.js");
  writeFileSync(file, TEXT.replace('type: "integer"', 'type: "whole"'));
  const { exitCode, stdout } = await pawl(["validate", file]);
  expect(exitCode).toBe(1);
  expect(stdout).toContain(":6:15 error S02-args-schema");
});
