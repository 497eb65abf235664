// The simulated model as a team of library/team.js that builds a small calculator: two modules that two members want at
// the same time, an index that waits for both, and a word to all of how exports are written.
import { bash, changed, say, unread, read, use, write } from "../../examples/rules/conversation.mjs";

/** By number of the task. */
const PIECES = {
  1: {
    subject: "Write lib/add.js",
    files: { "lib/add.js": "export function add(a, b) {\n  return a + b;\n}\n" },
  },
  2: {
    subject: "Write lib/multiply.js",
    files: { "lib/multiply.js": "export function multiply(a, b) {\n  return a * b;\n}\n" },
  },
  3: {
    subject: "Write index.js and its test",
    blockedBy: ["1", "2"],
    files: {
      "index.js": 'export { add } from "./lib/add.js";\nexport { multiply } from "./lib/multiply.js";\n',
      "test/index.test.js":
        'import assert from "node:assert/strict";\nimport { test } from "node:test";\nimport { add, multiply } from "../index.js";\n\n' +
        'test("it adds and multiplies", () => {\n  assert.equal(add(2, multiply(3, 4)), 14);\n});\n',
    },
  },
};

/** @type {import("../../src/simulator/rules.ts").Rule[]} */
export default [
  { name: "team: lead", when: { prompt: "^You lead a team\\. Its task:\\n\\nBuild a calculator" }, reply: lead },
  { name: "team: member", when: { prompt: "^You are \\S+, a member of a team that .*calculator" }, reply: member },
];

function lead(request) {
  const { toolResults, lastText } = request;
  if (toolResults.length === 0) return use(request, ...Object.values(PIECES).map(toTask));
  if (!lastText.includes("No task is open any more")) return say(request, "The plan stands.");
  const tests = toolResults.find(({ name }) => name === "Bash");
  if (!tests) return use(request, bash("node --test"));
  return say(request, /# fail 0|fail 0/.test(tests.content) ? "The calculator is built, and its test passes." : `The test fails: ${tests.content}`);
}

function toTask({ subject, files, blockedBy }) {
  const description = `Files: ${Object.keys(files).join(", ")}. Export functions by name.`;
  return { name: "TaskCreate", input: { subject, description, ...(blockedBy ? { blockedBy } : {}) } };
}

/** Claims the first task it was told of, or the next when somebody was quicker; works; tells; looks for more. */
function member(request) {
  const mine = current(request);
  if (mine !== null) return work(request, mine);
  const wanted = offered(request).find((id) => !tried(request, id));
  if (wanted !== undefined) return use(request, update(wanted, "in_progress"));
  return say(request, "There is nothing more for me.");
}

function work(request, id) {
  const { files } = PIECES[id];
  const told = request.toolResults.some(({ name }) => name === "SendMessage");
  if (id === "1" && !told) {
    const message = "I have add.js. I export by name: export function add(a, b). Do the same, so that the index can name you.";
    return use(request, { name: "SendMessage", input: { to: "*", message } });
  }
  const open = Object.entries(files).filter(([file]) => changed(request, file) !== true);
  const seen = open.filter(([file]) => changed(request, file) === false && unread(request, [file]).length > 0);
  if (seen.length > 0) return use(request, ...seen.map(([file]) => read(file)));
  if (open.length > 0) return use(request, ...open.map(([file, content]) => write(file, content)));
  return use(request, update(id, "completed"));
}

/** The task that it has claimed and not completed. */
function current({ toolResults }) {
  const updates = toolResults.filter(({ name, isError }) => name === "TaskUpdate" && !isError);
  const last = updates.at(-1);
  return last?.input.status === "in_progress" ? last.input.taskId : null;
}

function tried({ toolResults }, id) {
  return toolResults.some(({ name, input }) => name === "TaskUpdate" && input.taskId === id);
}

/** What it was told that it may begin when it was woken. */
function offered({ prompt, lastText }) {
  const words = lastText.includes("Tasks that you may begin:") ? lastText : prompt;
  const [, list = ""] = /Tasks that you may begin:\n([^]*)$/.exec(words) ?? [];
  return [...list.matchAll(/^#(\d+) \[pending\]/gm)].map(([, id]) => id);
}

const update = (taskId, status) => ({ name: "TaskUpdate", input: { taskId, status } });
