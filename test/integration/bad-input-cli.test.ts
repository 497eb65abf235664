// Bad input at the program's doors: files, JSON, flags, environment. One clear error each, the right exit code, no hang.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { newWorkspace } from "../support/stage.ts";
import { runPawl, type PawlOptions } from "./run-pawl.ts";

const META = "export const meta = { name: 'test', description: 'a test' }\n";
const FAILED = 1;
const USAGE = 2;
const NOBODY = 6;

type Row = readonly [what: string, words: readonly string[], code: number, says: RegExp];

let folder: string;

beforeAll(async () => {
  folder = await newWorkspace();
  await mkdir(join(folder, "folder.js"));
  const files: Record<string, string | Uint8Array> = {
    "binary.js": Uint8Array.from({ length: 4096 }, (_, index) => (index * 7919) % 256),
    "empty.js": "",
    "comments.js": "// nothing\n/* at all */\n",
    "large.js": `${META}//${"x".repeat(600_000)}`,
    "latin1.js": Buffer.from(`${META}return "caf\xe9"`, "latin1"),
    "utf16.js": Buffer.from(`\ufeff${META}return 1`, "utf16le"),
    "nul.js": `${META}return "\0"`,
    "prose.js": "Here is your script:\n",
    "good.js": `${META}return args ?? null`,
    "broken.json": '{"a": 1,}',
    "empty.json": "",
    "deep.json": "[".repeat(200_000),
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
});

/** `null` when the program ended as the row says, with one error that it foresaw; else what came. */
async function problemOf([, words, code, says]: Row, options: PawlOptions = {}): Promise<string | null> {
  const end = await runPawl(words, { cwd: folder, ...options });
  const isForeseen = !/not foreseen|\n {4}at /.test(end.stderr);
  const isRight = end.code === code && says.test(end.stdout + end.stderr) && isForeseen;
  return isRight ? null : `exit code ${end.code}\nstdout: ${end.stdout}\nstderr: ${end.stderr}`;
}

describe.concurrent("a script file", () => {
  const rows: readonly Row[] = [
    [
      "that is not there",
      ["run", "missing.js"],
      FAILED,
      /missing\.js: expected a script file, found nothing/,
    ],
    [
      "that is a directory",
      ["run", "folder.js"],
      FAILED,
      /folder\.js: expected a script file, got a directory/,
    ],
    ["of binary garbage", ["run", "binary.js"], FAILED, /expected a script as UTF-8 text/],
    ["that is empty", ["run", "empty.js"], FAILED, /empty/i],
    ["of comments only", ["run", "comments.js"], FAILED, /meta/],
    ["of 600 KB", ["run", "large.js"], FAILED, /at most 524288 bytes, got 600/],
    ["in Latin-1", ["run", "latin1.js"], FAILED, /UTF-8/],
    ["in UTF-16", ["run", "utf16.js"], FAILED, /UTF-8/],
    ["with a NUL", ["run", "nul.js"], FAILED, /UTF-8|NUL/],
    ["of prose", ["run", "prose.js"], FAILED, /prose\.js:1:/],
    ["that is a device", ["run", "/dev/zero"], FAILED, /regular file/],
    ["from stdin that is empty", ["run", "-"], FAILED, /empty/i],
    ["to validate that is not there", ["validate", "missing.js"], FAILED, /found nothing/],
    ["to validate of binary garbage", ["validate", "binary.js"], FAILED, /UTF-8/],
    ["to validate: none", ["validate"], USAGE, /missing required argument/i],
  ];
  it.each(rows)("%s", async (...row) => {
    expect(await problemOf(row)).toBeNull();
  });
});

describe.concurrent("args", () => {
  const rows: readonly Row[] = [
    ["that are no JSON", ["run", "good.js", "--args", "{a: 1}"], USAGE, /--args: expected JSON/],
    ["that are empty", ["run", "good.js", "--args", ""], USAGE, /--args: expected JSON/],
    [
      "in a file that is not there",
      ["run", "good.js", "--args", "@missing.json"],
      USAGE,
      /expected a readable JSON file/,
    ],
    [
      "in a file that is a directory",
      ["run", "good.js", "--args", "@folder.js"],
      USAGE,
      /expected a readable JSON file/,
    ],
    [
      "in a file that is no JSON",
      ["run", "good.js", "--args", "@broken.json"],
      USAGE,
      /broken\.json is none/,
    ],
    ["in an empty file", ["run", "good.js", "--args", "@empty.json"], USAGE, /empty\.json is none/],
    ["in a file without an end", ["run", "good.js", "--args", "@deep.json"], USAGE, /expected JSON/],
  ];
  it.each(rows)("%s", async (...row) => {
    expect(await problemOf(row)).toBeNull();
  });
});

describe.concurrent("flags", () => {
  const rows: readonly Row[] = [
    ["that are unknown", ["run", "good.js", "--colour"], USAGE, /unknown option '--colour'/i],
    ["without their value", ["run", "good.js", "--args"], USAGE, /argument missing/i],
    ["below their range", ["run", "good.js", "--concurrency", "0"], USAGE, /from 1 to 1000, got "0"/],
    ["above their range", ["run", "good.js", "--concurrency", "1001"], USAGE, /from 1 to 1000, got "1001"/],
    ["that are no number", ["run", "good.js", "--concurrency", "1e2"], USAGE, /whole number/],
    ["with a budget of none", ["run", "good.js", "--budget-tokens", "-5"], USAGE, /./],
    ["with too many words", ["run", "good.js", "other.js"], USAGE, /too many arguments/i],
    ["of a command that is none", ["rnu", "good.js"], USAGE, /Expected a command, got "rnu"/],
    [
      "of a worker's agents",
      ["worker", "--agents", "0"],
      USAGE,
      /--agents: expected a whole number from 1 to 1000/,
    ],
    [
      "of a worker's workspace that is not there",
      ["worker", "--workspace", "/no/such/place"],
      USAGE,
      /no\/such\/place/,
    ],
    ["with an address that is none", ["ls", "--address", "http://x:1/y"], USAGE, /expected host:port/],
    ["with an address that nobody answers", ["ls", "--address", "127.0.0.1:1"], NOBODY, /127\.0\.0\.1:1/],
    ["with a namespace that is not there", ["ls", "--namespace", "nowhere"], FAILED, /nowhere/],
    ["with a profile that is not there", ["ls", "--profile", "nowhere"], USAGE, /profile/i],
    ["with a model of 5,000 characters", ["run", "good.js", "--model", "m".repeat(5_000)], USAGE, /model/],
    [
      "with a task queue nobody polls",
      ["run", "good.js", "--task-queue", "nobody-polls-this"],
      NOBODY,
      /pawl worker/,
    ],
  ];
  it.each(rows)("%s", async (...row) => {
    expect(await problemOf(row)).toBeNull();
  });
});

describe.concurrent("the environment", () => {
  const rows: readonly (readonly [...Row, NodeJS.ProcessEnv])[] = [
    [
      "with PAWL_AGENTS that is no number",
      ["worker"],
      USAGE,
      /PAWL_AGENTS: expected a whole number/,
      { PAWL_AGENTS: "abc" },
    ],
    [
      "with TEMPORAL_ADDRESS that is none",
      ["ls"],
      USAGE,
      /Temporal address: expected host:port/,
      { TEMPORAL_ADDRESS: "::not an address::" },
    ],
    [
      "with ANTHROPIC_BASE_URL that is none",
      ["worker"],
      USAGE,
      /ANTHROPIC_BASE_URL: expected a URL/,
      { ANTHROPIC_BASE_URL: "garbage" },
    ],
    [
      "with a Temporal configuration that is none",
      ["ls"],
      USAGE,
      /Temporal profile/,
      { TEMPORAL_CONFIG_FILE: "broken.json" },
    ],
    [
      "with PAWL_HOME that is a file",
      ["worker"],
      FAILED,
      /PAWL_HOME: expected a directory/,
      { PAWL_HOME: "good.js" },
    ],
    [
      "with a Temporal program that is none",
      ["temporal", "--version"],
      FAILED,
      /PAWL_TEMPORAL_BIN/,
      { PAWL_TEMPORAL_BIN: "good.js" },
    ],
  ];
  it.each(rows)("%s", async (...row) => {
    const [what, words, code, says, env] = row;
    expect(await problemOf([what, words, code, says], { env })).toBeNull();
  });

  it("with several problems: all of them at once", async () => {
    const env = { PAWL_AGENTS: "many", ANTHROPIC_BASE_URL: "garbage", TEMPORAL_ADDRESS: "a b" };
    const { code, stderr } = await runPawl(["worker"], { env });
    expect(code).toBe(USAGE);
    for (const name of ["PAWL_AGENTS", "ANTHROPIC_BASE_URL", "Temporal address"])
      expect(stderr).toContain(name);
  });

  it("with a PAWL_ variable that nobody reads: a warning with the nearest known one", async () => {
    const { code, stderr } = await runPawl(["ls"], { env: { PAWL_AGENT: "3" } });
    expect(code).toBe(0);
    expect(stderr).toMatch(/Unknown variable PAWL_AGENT; nearest known: PAWL_AGENTS/);
  });
});

describe.concurrent("runs and gates that are not there", () => {
  const rows: readonly Row[] = [
    ["show", ["show", "no-such-run"], USAGE, /no-such-run/],
    ["watch", ["watch", "no-such-run"], USAGE, /no-such-run/],
    ["logs", ["logs", "no-such-run"], USAGE, /no-such-run/],
    ["approve", ["approve", "no-such-run"], USAGE, /no-such-run/],
    ["answer", ["answer", "no-such-run", "g1", "x"], USAGE, /no-such-run/],
    ["stop", ["stop", "no-such-run"], USAGE, /no-such-run/],
    ["a saved script", ["run", "no-such-script"], FAILED, /no-such-script/],
    ["an id of 2,000 characters", ["run", "good.js", "--detach", "--id", "i".repeat(2_000)], FAILED, /./],
  ];
  it.each(rows)("%s", async (...row) => {
    expect(await problemOf(row)).toBeNull();
  });

  it("args of 3 MB: one error, nothing started", async () => {
    await writeFile(join(folder, "huge.json"), JSON.stringify("x".repeat(3_000_000)));
    const row: Row = ["", ["run", "good.js", "--args", "@huge.json"], FAILED, /large|size|limit|bytes/i];
    expect(await problemOf(row)).toBeNull();
  });
});
