// The simulated model at work on library/fix-until-green.js, on the projects of its test. It repairs what it finds by reading:
//   price, stock   a true repair, one bug a round
//   clock          repairs that change nothing that counts, until a hypothesis names the cause
//   cheat          mends the test in place of the code
//   silent         the API refuses, every time
import { answer, changed, edit, read, say, textOf, unread, use } from "../../examples/rules/conversation.mjs";

/** What is wrong in the projects, and what is right. */
const BUGS = [
  ["lib/price.js", "net * 0.2", "net * 1.2"],
  ["lib/stock.js", "count > 0 ? count : 1", "count"],
  ["lib/clock.js", "Math.floor(seconds / 60)", "Math.round(seconds / 60)"],
];

/** @type {import("../../src/simulator/rules.ts").Rule[]} */
export default [
  {
    name: "fix-until-green: the API refuses",
    when: { prompt: "^(Repair|Hypothesis) \\d+: make this command pass: .*silent" },
    reply: { kind: "fault", fault: { kind: "status", status: 400, message: "no" } },
  },
  { name: "fix-until-green: hypotheses", when: { prompt: "^Find the root cause of a failure that several" }, reply: hypotheses },
  { name: "fix-until-green: review", when: { prompt: "^Review a repair: was" }, reply: review },
  { name: "fix-until-green: repair", when: { prompt: "^(Repair|Hypothesis) \\d+: make this command pass" }, reply: repair },
];

function repair(request) {
  const { prompt } = request;
  if (/cheat\.test/.test(prompt)) return bring(request, "test/cheat.test.js", "1, 2", "2, 2");
  if (/clock\.test/.test(prompt)) {
    const [, cause = ""] = /^Cause: (.*)$/m.exec(prompt) ?? [];
    if (/rounding/.test(cause)) return bring(request, "lib/clock.js", BUGS[2][1], BUGS[2][2]);
    if (/time zone/.test(cause)) return say(request, "The time zone is not read anywhere: the hypothesis is wrong.");
    const [, number] = /^(?:Repair|Hypothesis) (\d+)/.exec(prompt);
    return bring(request, "lib/clock.js", "Minutes", `Minutes ${number}`);
  }
  const files = ["lib/price.js", "lib/stock.js"];
  const toRead = unread(request, files);
  if (toRead.length > 0) return use(request, ...toRead.map(read));
  const next = BUGS.find(([file, before]) => textOf(request, file)?.includes(before));
  return next ? bring(request, ...next) : say(request, "There is nothing that I could mend.");
}

/** Reads the file, edits it once. */
function bring(request, file, before, after) {
  const done = changed(request, file);
  if (done !== undefined) return say(request, done ? `Replaced ${before} in ${file}.` : `${before} is not in ${file}.`);
  if (unread(request, [file]).length > 0) return use(request, read(file));
  return use(request, edit(file, before, after));
}

function hypotheses(request) {
  const cause = (text) => ({ cause: text, evidence: "lib/clock.js:3", repair: "change it" });
  return answer(request, {
    hypotheses: [cause("a time zone is applied"), cause("the rounding of seconds"), cause("a cache of minutes"), cause("a leap second")],
  });
}

/** It looks for itself, as it was told. */
function review(request) {
  const [, command] = /with `(git diff [^`]+)`/.exec(request.prompt) ?? [];
  const seen = request.toolResults.find(({ name }) => name === "Bash");
  if (!seen) return use(request, { name: "Bash", input: { command } });
  const touchesTests = /^\+\+\+ b\/test\//m.test(seen.content);
  return answer(request, { honest: !touchesTests, doubts: touchesTests ? ["test/cheat.test.js: the expected value was changed"] : [] });
}
