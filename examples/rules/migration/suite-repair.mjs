// The simulated model in front of a red suite: it finds the first cause it understands in the output and repairs that one.
import { changed, edit, isStale, read, say, textOf, unread, use } from "../conversation.mjs";

/** @param {import("../../../src/simulator/rules.ts").SimulatedRequest} request */
export function suiteRepair(request) {
  const file = brokenFile(request.prompt);
  if (!file) return say(request, "The output names nothing that I understand.");
  if (changed(request, file)) return say(request, `Repaired ${file}.`);
  const toRead = unread(request, [file]);
  if (toRead.length > 0 || isStale(request, file)) return use(request, read(file));
  const edits = editsFor(request.prompt, file, textOf(request, file) ?? "");
  return edits.length > 0 ? use(request, ...edits) : say(request, `${file} is as it should be.`);
}

const LOST_NAME = /module '\.{1,2}\/(?:lib\/)?([\w-]+\.mjs)' does not provide an export named '(\w+)'/;
const DIRNAME = /__dirname is not defined[\s\S]*?\/(lib\/[\w-]+\.mjs)/;

function brokenFile(output) {
  const lost = LOST_NAME.exec(output);
  if (lost) return `lib/${lost[1]}`;
  return DIRNAME.exec(output)?.[1] ?? null;
}

function editsFor(output, file, text) {
  const lost = LOST_NAME.exec(output)?.[2];
  const list = /^export \{ (.*) \};$/m.exec(text);
  if (lost && list) return [edit(file, list[0], `export { ${list[1]}, ${lost} };`)];
  return dirnameEdits(file, text);
}

/** `__dirname` as ES modules say it; none when the text has none. */
export function dirnameEdits(file, text) {
  const joined = /path\.join\(__dirname, ([^)]*)\)/.exec(text);
  if (!joined) return [];
  const path = [...joined[1].matchAll(/'([^']+)'/g)].map((match) => match[1]).join("/");
  return [
    edit(file, joined[0], `new URL('./${path}', import.meta.url)`),
    edit(file, "import path from 'node:path';\n", ""),
  ];
}
