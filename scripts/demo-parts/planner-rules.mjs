// The simulated model at work before there is a script: it looks, chooses a system, and writes the plan. Its first version has
// TypeScript in it, as models' scripts do now and then: what is wrong goes back to it, with the line.
import { readFileSync } from "node:fs";
import { answer, use } from "../../examples/rules/conversation.mjs";

const SCRIPT = readFileSync(new URL("../../examples/12-migration.js", import.meta.url), "utf8");
const WITH_TYPES = SCRIPT.replace("const ROUNDS =", "const ROUNDS: number =");

const MODULES = "lib/*.js";

/** @type {import("../../src/simulator/rules.ts").Rule[]} */
export default [
  { name: "demo: choose", when: { prompt: "^Choose how this task should be worked on" }, reply: choose },
  { name: "demo: plan", when: { prompt: "^Write a script for this task" }, reply: plan },
];

function choose(request) {
  const [found] = request.toolResults.filter(({ name }) => name === "Glob");
  if (!found) return use(request, { name: "Glob", input: { pattern: MODULES } });
  const width = found.content.match(/\blib\/[\w.-]+\.js$/gm)?.length ?? 1;
  return answer(request, {
    system: "workflow",
    why: `${width} modules need the same change, and the tests can say of each whether it worked`,
    oracle: "npm test",
    width,
    sharesState: false,
    risk: "medium",
  });
}

/** Whatever it is told after its first version, the second one is sound. */
function plan(request) {
  const isFirst = request.lastText.startsWith("Write a script");
  return answer(request, {
    script: isFirst ? WITH_TYPES : SCRIPT,
    assumed: isFirst ? [] : ["Every module in lib/ has its test in test/ under the same name."],
  });
}
