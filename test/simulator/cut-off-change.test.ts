// The rules of the examples play models that are cut off, too: the demo kills a worker at any moment.
import { expect, test } from "vitest";
import { loadRules } from "../../src/simulator/load-rules.ts";
import type { Reply, Rule, SimulatedRequest, SimulatedToolResult } from "../../src/simulator/rules.ts";

const CUT_OFF = "Interrupted: the worker stopped while this call was at work. It may or may not have run.";

const read = (file: string, ...lines: string[]): SimulatedToolResult => ({
  name: "Read",
  input: { file_path: file },
  content: lines.map((line, index) => `     ${index + 1}\t${line}`).join("\n"),
  isError: false,
});
const cutOff = (name: string, file: string): SimulatedToolResult => ({
  name,
  input: { file_path: file },
  content: CUT_OFF,
  isError: true,
});

function requestOf(prompt: string, toolResults: readonly SimulatedToolResult[]): SimulatedRequest {
  const known = { model: "", system: "", lastText: "", turn: 0, tools: [], schema: null, key: "0", asked: 0 };
  return { ...known, prompt, toolResults };
}

async function replyOf(example: string, request: SimulatedRequest): Promise<Partial<Reply>> {
  const rules = await loadRules(`examples/rules/${example}.mjs`);
  const fits = ({ when }: Rule): boolean =>
    typeof when !== "function" && when.prompt !== undefined && new RegExp(when.prompt).test(request.prompt);
  const reply = rules.find(fits)?.reply;
  return (typeof reply === "function" ? reply(request) : reply) ?? {};
}

const REPAIR =
  "Repair 1: mend the conversion of lib/csv.js in lib/csv.mjs.\n- lib/csv.mjs does not export parseObjects";
const BEFORE = read("lib/csv.mjs", "export { parse };");

test("a model whose edit was cut off looks at the file again before it does anything", async () => {
  const request = requestOf(REPAIR, [BEFORE, cutOff("Edit", "lib/csv.mjs")]);
  expect(await replyOf("12-migration", request)).toMatchObject({ kind: "tools", calls: [{ name: "Read" }] });
});

test("and edits again only when the edit has not been made", async () => {
  const seen = [BEFORE, cutOff("Edit", "lib/csv.mjs")];
  expect(await replyOf("12-migration", requestOf(REPAIR, [...seen, BEFORE]))).toMatchObject({
    kind: "tools",
    calls: [{ name: "Edit" }],
  });
  const made = read("lib/csv.mjs", "export { parse, parseObjects };");
  expect(await replyOf("12-migration", requestOf(REPAIR, [...seen, made]))).toMatchObject({ kind: "text" });
});

test("a model whose second write of a file was cut off reads it again, too", async () => {
  const prompt = "Convert lib/a.js from CommonJS to ES modules.\n- lib/a.js exports a";
  const original = read("lib/a.js", "exports.a = 1;");
  const seen = [original, cutOff("Write", "lib/a.mjs"), read("lib/a.mjs", ""), cutOff("Write", "lib/a.mjs")];
  expect(await replyOf("12-migration", requestOf(prompt, seen))).toMatchObject({
    kind: "tools",
    calls: [{ name: "Read", input: { file_path: "lib/a.mjs" } }],
  });
});
