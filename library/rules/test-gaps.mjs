// The simulated model at work on library/test-gaps.js, on the basket of its test. Of its gaps one is closed at once, one after a test
// that holds nothing and a try to change the source, one is none, one break is not in the file, and one writer writes nothing.
import { answer, changed, edit, read, say, textOf, unread, use, write } from "../../examples/rules/conversation.mjs";

const FILE = "lib/basket.js";
const gap = (behaviour, before, after, risk) => ({ file: FILE, behaviour, why: "test/basket.test.js does not call it so", risk, breaks: [{ file: FILE, before, after }] });

/** @type {import("../../src/simulator/rules.ts").Rule[]} */
export default [
  { name: "test-gaps: find branches", when: { prompt: "^Find behaviour of this code that no test holds, from one angle: branches" }, reply: (request) => find(request, [
    gap("shipping(total) is free from 50 on", "total >= 50", "total > 50", "high"),
    gap("sum([]) is 0", "reduce((sum, price) => sum + price, 0)", "reduce((sum, price) => sum + price, 7)", "medium"),
    gap("sum of prices", "nothing like this", "x", "low"),
  ]) },
  { name: "test-gaps: find edges", when: { prompt: "^Find behaviour of this code that no test holds, from one angle: edges" }, reply: (request) => find(request, [
    gap("the same limit, in other words", "total >= 50", "total > 51", "low"),
    gap("label(count) says item for one", "count === 1", "count === 2", "low"),
    gap("code(text) is upper case", "toUpperCase()", "toLowerCase()", "low"),
  ]) },
  { name: "test-gaps: a finder that the API refuses", when: { prompt: "^Find behaviour of this code" }, reply: { kind: "fault", fault: { kind: "status", status: 400, message: "no" } } },
  { name: "test-gaps: write", when: { prompt: "^Write a test for a behaviour that no test holds" }, reply: writeTest },
];

function find(request, gaps) {
  if (unread(request, [FILE]).length > 0) return use(request, read(FILE));
  return answer(request, { gaps });
}

function writeTest(request) {
  const { prompt } = request;
  if (/shipping/.test(prompt)) return bring(request, "shipping", "shipping(50), 0");
  if (/upper case/.test(prompt)) return say(request, "The behaviour is not what is said: no test.");
  if (/try 1$/m.test(prompt)) return bring(request, "label", 'typeof label(1), "string"');
  if (/still pass when the behaviour is broken/.test(prompt)) {
    // Mends the source in place of the test.
    if (changed(request, FILE) !== undefined) return say(request, "Made it simpler.");
    return unread(request, [FILE]).length > 0 ? use(request, read(FILE)) : use(request, edit(FILE, "count === 1", "count == 1"));
  }
  return bring(request, "label", 'label(1), "1 item"');
}

/** A file of its own for each test: read it when it is there, then write it whole. */
function bring(request, name, assertion) {
  const file = `test/${name}.test.js`;
  const done = changed(request, file);
  if (done) return say(request, `${file}: ${name}`);
  const text = `const { test } = require("node:test");\nconst assert = require("node:assert/strict");\nconst { ${name} } = require("../${FILE}");\ntest("${name}", () => assert.equal(${assertion}));\n`;
  if (done === false && textOf(request, file) === null) return use(request, read(file));
  return use(request, write(file, text));
}
