// The simulated model at work on library/docs-sync.js, on the project of its test. It decides by what it read of lib/config.js; the
// first correction of the README leaves a wrong line, and of one claim the second reader thinks otherwise.
import { answer, changed, edit, read, say, textOf, unread, use, bash } from "../../examples/rules/conversation.mjs";

const CODE = "lib/config.js";
const silence = { kind: "fault", fault: { kind: "status", status: 400, message: "no" } };

/** @type {import("../../src/simulator/rules.ts").Rule[]} */
export default [
  { name: "docs-sync: a document that the API refuses", when: { prompt: "^Take out of this document .*: docs/silent\\.md" }, reply: silence },
  { name: "docs-sync: read", when: { prompt: "^Take out of this document" }, reply: takeOut },
  { name: "docs-sync: check", when: { prompt: "^Are these claims of a document true" }, reply: checkAll },
  { name: "docs-sync: again", when: { prompt: "^Is this true of the code in your working directory" }, reply: checkOne },
  { name: "docs-sync: correct", when: { prompt: "^Correct a document" }, reply: correct },
  { name: "docs-sync: verify", when: { prompt: "^Verify the correction of a document" }, reply: verify },
];

function takeOut(request) {
  const [, document] = /code: (\S+)/.exec(request.prompt);
  if (unread(request, [document]).length > 0) return use(request, read(document));
  const lines = (textOf(request, document) ?? "").split("\n").filter((line) => line.startsWith("- "));
  const claims = lines.map((line) => ({ quote: line, claim: line.slice(2), kind: "default" }));
  return answer(request, { claims: [...claims, { quote: "- Nobody wrote this.", claim: "it is written", kind: "other" }] });
}

function verdictOn(claim, code) {
  const port = /port: (\d+)/.exec(code)[1];
  if (/port/.test(claim)) return claim.includes(port) ? truth(`${CODE}:1`) : { verdict: "false", evidence: `${CODE}:1 has ${port}`, wrong: "document", correction: `The port is ${port}.` };
  if (/rounds/.test(claim)) return /Math\.round/.test(code) ? truth(CODE) : { verdict: "false", evidence: `${CODE}:3 cuts off; its name is round`, wrong: "code" };
  if (/weather/.test(claim)) return { verdict: "unclear", evidence: "nothing decides it" };
  if (/retries/.test(claim)) return { verdict: "false", evidence: `${CODE}:2 names two`, wrong: "document", correction: "Two." };
  return truth(`${CODE}:2`);
}

function truth(evidence) {
  return { verdict: "true", evidence };
}

/** Leaves out what it forgets about. */
function checkAll(request) {
  if (unread(request, [CODE]).length > 0) return use(request, read(CODE));
  const numbered = [...request.prompt.matchAll(/^(\d+)\. (.*)$/gm)].map(([, number, claim]) => ({ number: Number(number), claim }));
  const code = textOf(request, CODE);
  return answer(request, { verdicts: numbered.filter(({ claim }) => !/forgotten/.test(claim)).map(({ number, claim }) => ({ number, ...verdictOn(claim, code) })) });
}

/** Of the retries it knows better than the first: they are two, and one more for the first try. */
function checkOne(request) {
  if (unread(request, [CODE]).length > 0) return use(request, read(CODE));
  const [, claim] = /working directory\? (.*)$/m.exec(request.prompt);
  return answer(request, /retries/.test(claim) ? truth(`${CODE}:2: two after the first`) : verdictOn(claim, textOf(request, CODE)));
}

function correct(request) {
  const [, number, document] = /^Correct a document, try (\d+): (\S+)/.exec(request.prompt);
  if (changed(request, document)) return say(request, "The port is right now.");
  if (unread(request, [document]).length > 0) return use(request, read(document));
  const text = textOf(request, document);
  const first = number === "1" ? 'The port is 3000.' : "The port is 3000, or 8080.";
  if (!text.includes(first)) return say(request, "Nothing to correct.");
  return use(request, edit(document, first, number === "1" ? "The port is 3000, or 8080." : "The port is 8080."));
}

/** It looks at the change; half a correction is none. */
function verify(request) {
  const [, command] = /what it was: (git diff [^\n]*)$/m.exec(request.prompt);
  const seen = request.toolResults.find(({ name }) => name === "Bash");
  if (!seen) return use(request, bash(command));
  const isHalf = /^\+.*3000/m.test(seen.content);
  return answer(request, { ok: !isHalf, problems: isHalf ? ["it still says 3000"] : [] });
}
