// The simulated model at work on library/migrate.js, on the project of its test: from its own pad() to String.padStart(). It edits
// what it read. Slips: `clock` loses the fill, which a refuter sees by running it; `table` gets a wrong width, which only the
// tests see. `legacy` cannot be migrated, `notes` needs nothing, and for `silent` the API refuses.
import { answer, bash, changed, edit, read, say, textOf, unread, use } from "../../examples/rules/conversation.mjs";

/** @type {import("../../src/simulator/rules.ts").Rule[]} */
export default [
  { name: "migrate: map", when: { prompt: "^Map a migration: from pad" }, reply: map },
  { name: "migrate: what was missed", when: { prompt: "^Find what a migration would miss" }, reply: missed },
  { name: "migrate: a unit that the API refuses", when: { prompt: "^Migrate one unit .*: lib/silent\\.js" }, reply: { kind: "fault", fault: { kind: "status", status: 400, message: "no" } } },
  { name: "migrate: a unit", when: { prompt: "^Migrate one unit from pad" }, reply: migrate },
  { name: "migrate: repair", when: { prompt: "^Repair \\d+: mend the migration from pad" }, reply: repair },
  { name: "migrate: refute", when: { prompt: "^Refute a migration from pad" }, reply: refute },
];

/** By grep, in the folder that it thinks of. */
function map(request) {
  const seen = request.toolResults.find(({ name }) => name === "Bash");
  if (!seen) return use(request, bash("grep -rl 'pad[.(]' lib | sort"));
  const files = [...seen.content.matchAll(/^lib\/\w+\.js$/gm)].map(([file]) => file).filter((file) => file !== "lib/pad.js");
  const units = files.map((file) => ({ id: file, files: [file], what: "replace pad()", dependsOn: [] }));
  const last = { id: "remove pad", files: ["lib/pad.js"], what: "delete it", dependsOn: [], last: true };
  return answer(request, { recipe: "pad(text, width, fill) is String(text).padStart(width, fill).", units: files.length > 0 ? [last, ...units] : [] });
}

function missed(request) {
  const seen = request.toolResults.find(({ name }) => name === "Grep");
  if (!seen) return use(request, { name: "Grep", input: { pattern: "pad\\.js", glob: "bin/*.js" } });
  const found = [...seen.content.matchAll(/^bin\/\w+\.js$/gm)].map(([file]) => file);
  const unit = (file) => ({ id: file, files: [file], what: "replace pad()", dependsOn: [] });
  return answer(request, { units: [...found.map(unit), unit("lib/clock.js")] });
}

function unitOf({ prompt }) {
  return /from pad\S* to \S+: (.*)$/m.exec(prompt)[1];
}

function migrate(request) {
  const unit = unitOf(request);
  if (unit === "remove pad") {
    return request.toolResults.length === 0 ? use(request, bash("rm lib/pad.js")) : say(request, "Deleted.");
  }
  if (unit === "lib/legacy.js") return say(request, "CANNOT BE MIGRATED: it looks pad up by a name that users give.");
  if (unit === "lib/notes.js") return say(request, "NOTHING TO DO: pad() is only mentioned in a comment.");
  if (unread(request, [unit]).length > 0) return use(request, read(unit));
  if (changed(request, unit)) return say(request, "The call became a method.");
  const text = textOf(request, unit);
  const [call, value, width, fill] = /\bpad\((\w+), (\d+)(?:, ("[^"]*"))?\)/.exec(text);
  const [line] = /^.*pad\.js.*\n/m.exec(text);
  const wide = unit === "lib/table.js" ? Number(width) + 1 : width;
  const rest = fill && unit !== "lib/clock.js" ? `, ${fill}` : "";
  const after = text.replace(line, "").replace(call, `String(${value}).padStart(${wide}${rest})`);
  return use(request, edit(unit, text.trimEnd(), after.trimEnd()));
}

function repair(request) {
  const unit = unitOf(request);
  if (changed(request, unit)) return say(request, "Mended.");
  if (unread(request, [unit]).length > 0) return use(request, read(unit));
  return unit === "lib/clock.js" ? use(request, edit(unit, "padStart(2)", 'padStart(2, "0")')) : use(request, edit(unit, "padStart(9)", "padStart(8)"));
}

/** It runs what it suspects. */
function refute(request) {
  const unit = unitOf(request);
  const [, diff] = /what was: (git diff [^\n]*)$/m.exec(request.prompt);
  const seen = request.toolResults.filter(({ name }) => name === "Bash");
  if (seen.length === 0) return use(request, bash(diff));
  if (unit !== "lib/clock.js") return answer(request, { ok: true, problems: [] });
  if (seen.length === 1) return use(request, bash(`node -p 'require("./lib/clock.js").clock(5)'`));
  const isRight = seen[1].content.includes("05");
  return answer(request, isRight ? { ok: true, problems: [] } : { ok: false, problems: ["lib/clock.js:1: clock(5) gives ' 5', was '05'"], lesson: "The third parameter of pad is the fill." });
}
