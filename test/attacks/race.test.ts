// Links swapped between the check and the use, by a command that runs meanwhile.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { BASIC_TOOLS } from "../../src/agent/agent-type.ts";
import { makeTools } from "../../src/agent/tools/make-tools.ts";
import type { Tool } from "../../src/agent/tools/tool.ts";
import { CANARY, makeSurroundings, type Surroundings, type World } from "./world.ts";

let surroundings: Surroundings;
beforeAll(async () => void (surroundings = await makeSurroundings()));
afterAll(() => surroundings.end());

/** Until it is ended: `d` is a directory, then a link out, then the directory again; `f` a file, then a link out. */
const SWAPPING = `
const fs = require("fs");
fs.mkdirSync("real"); fs.writeFileSync("real/secret", "mine"); fs.writeFileSync("own", "mine");
fs.symlinkSync("../outside", "out"); fs.symlinkSync("../outside/secret", "leak");
fs.renameSync("real", "d"); fs.renameSync("own", "f");
fs.writeFileSync("ready", "");
for (;;) {
  fs.renameSync("d", "real"); fs.renameSync("out", "d"); fs.renameSync("d", "out"); fs.renameSync("real", "d");
  fs.renameSync("f", "own"); fs.renameSync("leak", "f"); fs.renameSync("f", "leak"); fs.renameSync("own", "f");
}`;

const TRIES = 150;

test("a path that is a link now and then never leads out", async () => {
  const world = surroundings.makeWorld();
  const before = world.picture();
  const stop = new AbortController();
  const swapping = start(world, stop.signal);
  await expect.poll(() => readdirSync(world.workspace), { timeout: 20_000 }).toContain("ready");

  const answers = await tryAll(world);
  stop.abort();
  await swapping;

  expect(answers.join("\n")).not.toContain(CANARY);
  expect(world.picture()).toEqual(before);
  // The race was one: both sides of it were met.
  expect(answers.filter((answer) => answer.includes("mine")).length).toBeGreaterThan(0);
  expect(answers.filter((answer) => /PathOutsideWorkspace|outside/.test(answer)).length).toBeGreaterThan(0);
  expect(readFileSync(join(world.outside, "secret"), "utf8")).toBe(CANARY);
  world.remove();
});

function toolsOf(world: World, signal: AbortSignal): (name: string, input: object) => Promise<string> {
  const tools = makeTools(BASIC_TOOLS, { root: world.workspace, signal });
  return (name, input) => {
    const tool = tools.find((one): one is Tool => one.name === name);
    return (tool?.run(input) ?? Promise.reject(new Error(`no ${name}`))).then(
      ({ content }) => content,
      (error: unknown) => String(error),
    );
  };
}

function start(world: World, signal: AbortSignal): Promise<string> {
  const command = `node -e '${SWAPPING}'`;
  return toolsOf(world, signal)("Bash", { command, timeout: 25_000 });
}

async function tryAll(world: World): Promise<string[]> {
  const use = toolsOf(world, new AbortController().signal);
  const answers: string[] = [];
  for (let i = 0; i < TRIES; i += 1) {
    answers.push(await use("Read", { file_path: "d/secret" }), await use("Read", { file_path: "f" }));
    // A new file each time: what stands there already has to be read first.
    answers.push(await use("Write", { file_path: `d/new-${i}`, content: "evil" }));
  }
  return answers;
}
