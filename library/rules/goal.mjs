// The simulated model repairs one file per round: what it is told is missing. Its judge reads the page and wants both
// functions named there.
import { answer, bash, read, say, textOf, unread, use, writeAll } from "../../examples/rules/conversation.mjs";

const FILES = {
  "add.js": "export const add = (a, b) => a + b;\n",
  "subtract.js": "export const subtract = (a, b) => a - b;\n",
  "README.md": "# Sums\n\n`add(a, b)` and `subtract(a, b)`.\n",
};

/** @type {import("../../src/simulator/rules.ts").Rule[]} */
export default [
  { name: "goal: work", when: { prompt: "^Reach this goal in the workspace:" }, reply: work },
  { name: "goal: judge", when: { prompt: "^Decide whether this goal is reached" }, reply: judge },
];

function work(request) {
  const file = missingIn(request.lastText);
  const done = writeAll(request, [[file, FILES[file]]]);
  return done ?? say(request, `${file} is as it should be now. All is done.`);
}

function missingIn(text) {
  if (/README/.test(text) && /not reached yet/.test(text)) return "README.md";
  return /not reached yet/.test(text) ? "subtract.js" : "add.js";
}

function judge(request) {
  if (unread(request, ["README.md"]).length > 0) return use(request, read("README.md"), bash("git status --short"));
  const missing = ["add", "subtract"].filter((name) => !textOf(request, "README.md")?.includes(`${name}(`));
  return answer(request, {
    reached: missing.length === 0,
    evidence: "README.md, git status",
    missing: missing.map((name) => `README.md does not say what ${name} is`),
  });
}
