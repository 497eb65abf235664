import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { MODELS } from "../../src/agent/model-table.ts";
import { makePrepareScript } from "../../src/activities/prepare-script.ts";
import type { PrepareScriptTask } from "../../src/protocol/activities.ts";
import type { PreparedScript } from "../../src/protocol/script.ts";

const folder = mkdtempSync(join(tmpdir(), "pawl-prepare-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
mkdirSync(join(folder, ".pawl", "scripts"), { recursive: true });

function save(name: string, argsSchema: unknown): void {
  const schema = argsSchema === undefined ? "" : `, argsSchema: ${JSON.stringify(argsSchema)}`;
  const text = `export const meta = { name: "${name}", description: "d"${schema} };\nreturn args;`;
  writeFileSync(join(folder, ".pawl", "scripts", `${name}.js`), text);
}
save("plain", undefined);
save("typed", {
  type: "object",
  "x-positional": "task",
  required: ["task"],
  additionalProperties: false,
  properties: {
    task: { type: "string", description: "What to do" },
    rounds: { type: "integer", default: 3 },
    "a/b": { type: "object", properties: { c: { type: "boolean" } } },
  },
});
save("unsound", { type: "object", properties: { x: { type: "strnig" } } });

const prepare = makePrepareScript({
  workspaces: [folder],
  places: { home: join(folder, "home"), bundled: [] },
  searchAttributes: [],
  models: MODELS,
  defaultModel: "sonnet",
});

function prepared(name: string, given: Partial<PrepareScriptTask> = {}): Promise<PreparedScript> {
  return prepare({ ref: { kind: "name", name }, workspace: null, engine: "e", ...given });
}

describe("args of a script with an argsSchema", () => {
  test("come back with the defaults filled in", async () => {
    expect((await prepared("typed", { args: { task: "x" } })).args).toEqual({ task: "x", rounds: 3 });
  });

  test("may be a bare string where the schema names its property", async () => {
    expect((await prepared("typed", { args: "x" })).args).toEqual({ task: "x", rounds: 3 });
  });

  test.each<[string, Partial<PrepareScriptTask>, string]>([
    [
      "nothing where something is required",
      {},
      "The args of typed do not fit: args.task is required (string: What to do). See pawl run typed --help.",
    ],
    ["the wrong type", { args: { task: 5 } }, "args.task must be string, got 5."],
    [
      "a property nobody knows",
      { args: { task: "x", round: 1 } },
      "args.round is not known; known are task, rounds, a/b.",
    ],
    ["deep inside", { args: { task: "x", "a/b": { c: "no" } } }, 'args.a/b.c must be boolean, got "no".'],
    ["no object", { args: [1, 2] }, "args must be object, got [1,2]."],
    ["null", { args: null }, "args must be object, got null."],
    ["more than can be sent along", { argsBytes: 300_000 }, "The args of typed take 300000 bytes as JSON"],
  ])("that do not fit are told by name: %s", async (_, given, message) => {
    await expect(prepared("typed", given)).rejects.toMatchObject({
      type: "InvalidInput",
      nonRetryable: true,
      message: expect.stringContaining(message) as string,
    });
  });

  test("are told with all that is wrong, and what came is cut", async () => {
    const long = "x".repeat(1_000);
    await expect(prepared("typed", { args: { task: [long], rounds: "3" } })).rejects.toThrow(
      /args\.task must be string, got \["x{100,125}… \[\d+ more characters\]; args\.rounds must be integer, got "3"/,
    );
  });
});

describe("a script without an argsSchema", () => {
  test("is prepared the same whatever its args", async () => {
    const bare = await prepared("plain");
    expect(await prepared("plain", { args: { anything: [1] } })).toEqual(bare);
    expect(await prepared("plain", { argsBytes: 900_000 })).toEqual(bare);
    expect(bare).not.toHaveProperty("args");
  });
});

test("an argsSchema that no value can be held against is trouble with meta", async () => {
  await expect(prepared("unsound")).rejects.toMatchObject({
    type: "ScriptMetaError",
    message: expect.stringContaining("S02-args-schema") as string,
  });
});

describe("the scripts that a script calls", () => {
  function saveCaller(name: string, body: string): void {
    const text = `export const meta = { name: "${name}", description: "d" };\n${body}`;
    writeFileSync(join(folder, ".pawl", "scripts", `${name}.js`), text);
  }
  saveCaller("inner", `return agent("in", { model: "house" });`);
  saveCaller("outer", `await workflow("inner"); return workflow({ scriptPath: ".pawl/scripts/outer.js" });`);
  saveCaller("broken", `import fs from "node:fs";`);
  saveCaller("large", `return ${JSON.stringify("x".repeat(200_000))};`);

  test("are looked for when somebody is to be asked, each once, with those that they call and their models", async () => {
    saveCaller("caller", `await workflow("outer"); await workflow("inner"); return workflow(args.which);`);
    const { nested = [], review } = await prepared("caller", { review: true });
    expect(nested.map((one) => ("script" in one ? one.script.meta.name : one.missing))).toEqual([
      "outer",
      "inner",
      "outer",
    ]);
    expect(nested[1]).toMatchObject({
      ref: { kind: "name", name: "inner" },
      outline: { agents: [{ model: "house" }] },
    });
    expect(review?.models).toHaveProperty("house");
    expect(review?.types).toContainEqual({ name: "Explore", model: null, tools: ["Read", "Glob", "Grep"] });
    expect(await prepared("caller")).not.toHaveProperty("nested");
  });

  test("that are not there, cannot run or are too large are named with the reason", async () => {
    saveCaller(
      "caller",
      `for (const one of ["nobody"]) log(one); await workflow("nobody"); await workflow("broken"); return workflow("large");`,
    );
    const { nested } = await prepared("caller", { review: true });
    expect(nested).toEqual([
      { ref: { kind: "name", name: "nobody" }, missing: "it is not there, or cannot run" },
      { ref: { kind: "name", name: "broken" }, missing: "it is not there, or cannot run" },
      { ref: { kind: "name", name: "large" }, missing: "it is too large to be looked into here" },
    ]);
  });
});
