// The simulated model at work on library/security-sweep.js, on the small server of its test.
import { answer, read, textOf, unread, use } from "../../examples/rules/conversation.mjs";

const silence = { kind: "fault", fault: { kind: "status", status: 400, message: "no" } };

/** What it claims of a line that contains the text, by class. The last one of `paths` is made up. */
const CLAIMS = {
  injection: [["exec(", "the name goes into a shell", "high"], ["exec(`date`", "the date is run by a shell", "medium"]],
  paths: [["readFileSync(", "any file can be read", "critical"], [null, "archives are unpacked anywhere", "critical"]],
  output: [["exec(", "the reply shows what a stranger typed", "low"]],
};

/** @type {import("../../src/simulator/rules.ts").Rule[]} */
export default [
  { name: "security-sweep: a surface that the API refuses", when: { prompt: "^Map where this codebase can be attacked. Scope: silence" }, reply: silence },
  { name: "security-sweep: surface", when: { prompt: "^Map where this codebase can be attacked" }, reply: surface },
  { name: "security-sweep: a finder that the API refuses", when: { prompt: "^Find exploitable weaknesses of one class: races" }, reply: silence },
  { name: "security-sweep: find", when: { prompt: "^Find exploitable weaknesses of one class" }, reply: find },
  { name: "security-sweep: a refuter that the API refuses", when: { prompt: "^Is it stopped\\?.*: any file can be read" }, reply: silence },
  { name: "security-sweep: refute", when: { prompt: "^(Can it be reached|Is it stopped)\\?" }, reply: refute },
];

function surface(request) {
  const entry = (name, files, classes) => ({ name, files, input: "strangers send requests", classes });
  return answer(request, {
    entries: [entry("requests", ["server.js"], [1, 2, 3, 5, 99]), entry("nightly job", ["job.js"], [1])],
    doNotApply: [{ class: 4, why: "there are no secrets" }],
  });
}

function find(request) {
  const [, weakness] = /one class: (\w+)/.exec(request.prompt);
  if (unread(request, ["server.js"]).length > 0) return use(request, read("server.js"));
  const lines = (textOf(request, "server.js") ?? "").split("\n");
  const findings = (CLAIMS[weakness] ?? []).flatMap(([part, title, severity]) => {
    const index = part === null ? 3 : lines.findIndex((line) => line.includes(part));
    if (index === -1) return [];
    return [{ file: "server.js", line: index + 1, quote: part === null ? "unpack(archive, '/')" : lines[index], title, source: "the query", way: `server.js:1 to ${index + 1}`, harm: "?name=x;id", severity }];
  });
  return answer(request, { findings });
}

function refute(request) {
  const [, line, claim] = /^Claim: server\.js:(\d+): (.*)$/m.exec(request.prompt);
  if (unread(request, ["server.js"]).length > 0) return use(request, read("server.js"));
  const code = (textOf(request, "server.js") ?? "").split("\n")[Number(line) - 1] ?? "";
  if (!/query/.test(code)) return answer(request, { verdict: "refuted", reason: `${claim}: nothing of the request is in server.js:${line}` });
  return answer(request, { verdict: "stands", reason: `server.js:${line} takes the query`, severity: /reached/.test(request.prompt) ? "critical" : "high", conditions: "none" });
}
