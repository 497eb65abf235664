import { describe, expect, test } from "vitest";
import { COMMANDS } from "../../src/cli/commands.ts";
import { pawl } from "./captured-io.ts";

describe("the command line", () => {
  test("pawl --help lists every command with its summary, and exits 0", async () => {
    const { exitCode, stdout, stderr } = await pawl(["--help"]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    for (const { name, summary } of COMMANDS)
      expect(stdout).toMatch(new RegExp(`^  ${name} +${summary.slice(0, 20)}`, "mu"));
  });

  test("the commands of this version are those of the interface", () => {
    const names =
      "dev do plan run init validate worker ls show watch logs pending approve reject answer say stop clean doctor temporal";
    expect(COMMANDS.map(({ name }) => name)).toEqual(names.split(" "));
  });

  test.each(COMMANDS.map(({ name }) => name))("pawl %s --help has an example", async (name) => {
    const { exitCode, stdout } = await pawl([name, "--help"]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(new RegExp(`^Usage: pawl ${name}`, "u"));
    expect(stdout).toMatch(new RegExp(`Examples:\\n  pawl ${name}`, "u"));
  });

  test.each(COMMANDS.map(({ name }) => name).filter((name) => name !== "temporal"))(
    "pawl %s takes --json and says what it does",
    async (name) => {
      const { stdout } = await pawl([name, "--help"]);
      expect(stdout).toMatch(/--json +JSON for machines/u);
    },
  );

  test("the summary in the table is the command's own", async () => {
    for (const entry of COMMANDS) expect((await entry.load()).summary).toBe(entry.summary);
  });

  test("pawl --version prints the version", async () => {
    expect(await pawl(["--version"])).toEqual({ exitCode: 0, stdout: "9.9.9\n", stderr: "" });
  });

  test("pawl alone prints the help", async () => {
    expect((await pawl([])).stdout).toMatch(/^Usage: pawl/u);
  });
});

describe("wrong usage exits with 2, on stderr, with what to do", () => {
  test.each([
    ["an unknown command", ["runn", "x"], 'Expected a command, got "runn". Did you mean run?'],
    ["an unknown option", ["ls", "--jsom"], "Unknown option '--jsom' (Did you mean --json?)"],
    ["a missing argument", ["show"], "Missing required argument 'run'"],
    ["one argument too many", ["ls", "a"], "Too many arguments for 'ls'"],
    ["an option without its value", ["run", "x", "--id"], "Option '--id <id>' argument missing"],
    [
      "a number that is none",
      ["ls", "--limit", "ten"],
      '--limit: expected a whole number from 1 to 1000, got "ten"',
    ],
    [
      "a number out of range",
      ["dev", "--port", "70000"],
      '--port: expected a whole number from 1 to 65535, got "70000"',
    ],
    [
      "an agent that is no number",
      ["logs", "r", "first"],
      'call: expected the number of an agent, got "first"',
    ],
    [
      "an address that is none",
      ["ls", "--address", "a b"],
      'Temporal address: expected host:port, got "a b"',
    ],
    ["a task without words", ["do", " \n", "--yes"], "task: expected words, got white space alone"],
    ["a task that is empty", ["plan", "", "--yes"], "task: expected a value, got an empty one"],
    [
      "a task of 2 MB",
      ["do", "x".repeat(2 * 1024 ** 2), "--yes"],
      "task: expected at most 20000 characters, got 2097152",
    ],
    ["nothing to say", ["say", "r"], "text: expected words, got none"],
    [
      "too much to say",
      ["say", "r", "x".repeat(20_001)],
      "text: expected at most 20000 characters, got 20001",
    ],
    [
      "a task in a pipe, and nobody to ask",
      ["do", "x"],
      "Expected a terminal to ask in before anything starts",
    ],
    [
      "a plan in a pipe, and nobody to ask",
      ["plan", "x"],
      "Expected a terminal to ask in before anything starts",
    ],
    ["an edit and a text", ["approve", "r", "--edit", "--text", "f"], "Expected --edit or --text; got both"],
    ["an empty run id", ["show", ""], "run: expected a value, got an empty one"],
  ])("%s", async (_, words, message) => {
    const { exitCode, stdout, stderr } = await pawl(words);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toContain(`error: ${message}`);
    expect(stderr).not.toContain("    at ");
  });

  test("with --json the error is JSON on stdout, too", async () => {
    const { exitCode, stdout, stderr } = await pawl(["ls", "--limit", "0", "--json"]);
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toEqual({
      error: {
        kind: "usage",
        message: '--limit: expected a whole number from 1 to 1000, got "0".',
        advice: "Give one, as in --limit 1.",
        exitCode: 2,
      },
    });
    expect(stderr).toContain("--limit");
  });

  test("a worker's problems are all said at once", async () => {
    const { exitCode, stderr } = await pawl(["worker", "--workspace", "/nope", "--workspace", "/dev/null"]);
    expect(exitCode).toBe(2);
    expect(stderr.match(/^error: /gmu)).toHaveLength(3);
    expect(stderr).toMatch(
      /\/nope, found nothing[\s\S]*\/dev\/null, found something[\s\S]*ANTHROPIC_API_KEY/u,
    );
  });

  test("pawl dev without a key says what to set, and offers the simulation", async () => {
    const { exitCode, stderr } = await pawl(["dev"]);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/ANTHROPIC_API_KEY[\s\S]*pawl dev --simulate/u);
  });

  test("pawl dev refuses rules that are none before it starts anything", async () => {
    const { exitCode, stderr } = await pawl(["dev", "--simulate", "rules.txt"]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("rules.txt: expected a rules file");
  });
});

const NOBODY = ["--address", "127.0.0.1:1"];

test.each([
  ["do", "x"],
  ["do", "x", "--yes"],
  ["plan", "x", "--yes"],
  ["plan", "x", "--from", "r", "--detach"],
  ["run", "nowhere.js"],
  ["run", "nowhere.js", "--help"],
  ["run", "migrate", "--args", "{"],
  ["run", "migrate", "--args", "@nowhere.json"],
  ["run", "migrate"],
  ["init", "--workspace", "/nowhere"],
  ["validate", "nowhere.js"],
  ["ls"],
  ["show", "r"],
  ["watch", "r"],
  ["logs", "r"],
  ["logs", "r", "first"],
  ["pending"],
  ["approve", "r"],
  ["approve", "r", "--edit"],
  ["approve", "r", "--text", "nowhere.js"],
  ["approve", "r", "--hash", "short"],
  ["reject", "r"],
  ["answer", "r", "v"],
  ["say", "r", "hi"],
  ["stop", "r"],
  ["clean", "--workspace", "/nowhere"],
  ["worker"],
  ["dev"],
  ["frob"],
])("with --json an error is one object on stdout and nothing else: pawl %s %s", async (...words) => {
  const place = ["init", "validate"].includes(words[0]) ? [] : NOBODY;
  const { exitCode, stdout } = await pawl([...words, ...place, "--json"]);
  expect(exitCode).toBeGreaterThan(0);
  expect(JSON.parse(stdout)).toBeTypeOf("object");
});

describe("nobody there exits with 6", () => {
  test.each([
    ["ls"],
    ["show", "r"],
    ["watch", "r"],
    ["logs", "r"],
    ["pending"],
    ["approve", "r"],
    ["reject", "r", "g"],
    ["answer", "r", "v"],
    ["say", "r", "hi"],
    ["stop", "r"],
    ["do", "x", "--yes"],
    ["plan", "x", "--yes"],
    ["run", "migrate"],
  ])("pawl %s", async (...words) => {
    // Port 1 of loopback: nothing listens there.
    const { exitCode, stdout, stderr } = await pawl([...words, "--address", "127.0.0.1:1"]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 6, stdout: "" });
    expect(stderr).toMatch(
      /error: Expected a Temporal server at 127\.0\.0\.1:1; none answered\.\n.*pawl dev/u,
    );
  });
});
