// Rules from files.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { loadRules } from "../../src/simulator/load-rules.ts";
import { startWithClient } from "./start-with-client.ts";

async function makeFile(name: string, text: string | Buffer): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "pawl-rules-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, name);
  await writeFile(file, text);
  return file;
}

const RULE = `{ "name": "file", "when": { "prompt": "hello" }, "reply": { "kind": "text", "text": "from file" } }`;
const FUNCTIONS = `{ name: "file", when: (r) => r.prompt === "hello", reply: (r) => ({ kind: "text", text: "from file" }) }`;

test.each([
  ["rules.json", `[${RULE}]`],
  ["rules.mjs", `export default [${RULE}];`],
  ["rules.mjs", `export default [${FUNCTIONS}];`],
  ["rules.mjs", `export default () => [${FUNCTIONS}];`],
  ["rules.mjs", `export default async () => [${FUNCTIONS}];`],
])("%s: %s", async (name, text) => {
  const { ask } = await startWithClient({ rules: await loadRules(await makeFile(name, text)) });
  expect((await ask("hello")).content).toMatchObject([{ text: "from file" }]);
  expect((await ask("bye")).content).toMatchObject([{ text: "[simulated] bye" }]);
});

test("an edited module is read again", async () => {
  const file = await makeFile("rules.mjs", "export default [];");
  expect(await loadRules(file)).toEqual([]);
  await writeFile(file, `export default [${RULE}];`);
  expect(await loadRules(file)).toHaveLength(1);
});

test.each<[string, string | Buffer, RegExp]>([
  ["rules.yaml", "[]", /rules\.yaml: expected a rules file that ends in \.json, \.mjs or \.js/],
  ["rules.json", "[", /rules\.json: is not JSON: /],
  ["rules.json", Buffer.from([0, 255, 254, 1]), /rules\.json: is not JSON: /],
  ["rules.json", "{}", /rules\.json: rules: .*expected array/],
  ["rules.json", `[${RULE}, {}]`, /rules\.json: rules\[1\]\.name: /],
  ["rules.mjs", "export const rules = [];", /rules\.mjs: has no default export/],
  ["rules.mjs", "export default [", /rules\.mjs: cannot be loaded: /],
  ["rules.mjs", "throw new Error('oops');", /rules\.mjs: cannot be loaded: oops/],
  ["rules.mjs", "export default () => { throw new Error('oops'); };", /threw while making its rules: oops/],
  ["rules.mjs", "export default () => 5;", /rules\.mjs: rules: .*expected array/],
])("one clear error: %s with %s", async (name, text, message) => {
  const file = await makeFile(name, text);
  await expect(loadRules(file)).rejects.toThrow(message);
});

test.each(["missing.json", "missing.mjs"])("one clear error: %s is not there", async (name) => {
  await expect(loadRules(join(tmpdir(), "pawl-no-such-folder", name))).rejects.toThrow(
    new RegExp(`${name}: cannot be read: ENOENT`),
  );
});
