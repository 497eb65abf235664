// The simulator as a program: built, started, asked, ended.
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { text } from "node:stream/consumers";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";

let folder: string;
let program: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pawl-simulator-main-"));
  program = join(folder, "main.mjs");
  const entry = new URL("../../src/simulator/main.ts", import.meta.url).pathname;
  await build({ entryPoints: [entry], outfile: program, bundle: true, platform: "node", format: "esm" });
});

afterAll(() => rm(folder, { recursive: true }));

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

function start(...args: readonly string[]): Child {
  const child = spawn(process.execPath, [program, ...args], { stdio: ["pipe", "pipe", "pipe"] });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  return child;
}

async function urlOf(child: Child): Promise<string> {
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  return (JSON.parse(line.toString()) as { url: string }).url;
}

async function ask(url: string): Promise<unknown> {
  const response = await fetch(`${url}/v1/messages`, {
    method: "POST",
    headers: { "x-api-key": "any", "anthropic-version": "2026-10-21" },
    body: JSON.stringify({
      model: "claude-haiku-5-5",
      max_tokens: 100,
      messages: [{ role: "user", content: "hello" }],
    }),
  });
  return response.json();
}

test("it prints its address as one JSON line, answers by the rules of its files in their order, logs, ends on SIGTERM", async () => {
  const log = join(folder, "log.jsonl");
  const first = join(folder, "first.mjs");
  const second = join(folder, "second.json");
  await writeFile(
    first,
    `export default [{ name: "first", when: {}, reply: { kind: "text", text: "one" } }];`,
  );
  await writeFile(second, `[{ "name": "second", "when": {}, "reply": { "kind": "text", "text": "two" } }]`);
  const child = start("--port", "0", "--rules", first, "--rules", second, "--log", log);
  const stderr = text(child.stderr);
  expect(await ask(await urlOf(child))).toMatchObject({ content: [{ text: "one" }] });
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([0, null]);
  expect(await readFile(log, "utf8")).toContain('"rule":"first"');
  expect(await stderr).toMatch(/simulator plays the model at http:\/\/127\.0\.0\.1:\d+; no model is called/);
});

test("with --with-parent it ends when its stdin closes, without it lives on", async () => {
  const tied = start("--with-parent");
  await urlOf(tied);
  tied.stdin.end();
  expect(await once(tied, "exit")).toEqual([0, null]);
  const free = start();
  const url = await urlOf(free);
  free.stdin.end();
  await once(free.stdin, "close");
  expect(await ask(url)).toMatchObject({ role: "assistant" });
});

test.each([
  [["--port", "x"], /--port: expected a number from 0 to 65535, got "x"/],
  [["--port", "99999"], /--port: expected a number from 0 to 65535/],
  [["--prot", "1"], /Unknown option '--prot'[^]*usage: simulator/],
  [["--rules", "/no/such.json"], /no\/such\.json: cannot be read: ENOENT/],
])("a wrong argument is one error and exit code 1: %s", async (args, message) => {
  const child = start(...args);
  const [stderr, stdout, [code]] = await Promise.all([
    text(child.stderr),
    text(child.stdout),
    once(child, "exit"),
  ]);
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/\n\s+at /);
  expect({ stdout, code }).toEqual({ stdout: "", code: 1 });
});
