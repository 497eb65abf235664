// The simulated model at work on library/review.js, on the shop of its test. What it claims is partly right, partly wrong, once
// made up; the refuters read the file before they vote, and one of them is silent.
import { answer, read, textOf, unread, use } from "../../examples/rules/conversation.mjs";

const silence = { kind: "fault", fault: { kind: "status", status: 400, message: "no" } };
const finding = (file, line, quote, title, severity) => ({ file, line, quote, title, failure: `${title}, for whoever pays`, severity });
const TOTAL = "items.slice(1)";

/** @type {import("../../src/simulator/rules.ts").Rule[]} */
export default [
  { name: "review: map", when: { prompt: "^Divide a review among" }, reply: map },
  { name: "review: a finder that the API refuses", when: { prompt: "^Find what is wrong in this code.*: silence" }, reply: silence },
  { name: "review: find", when: { prompt: "^Find what is wrong in this code" }, reply: find },
  { name: "review: same cause", when: { prompt: "^Which of these findings" }, reply: sameCause },
  { name: "review: a refuter that the API refuses", when: { prompt: "^Try to refute this claim about the code.*percent.*sceptic 3\\.$" }, reply: silence },
  { name: "review: refute", when: { prompt: "^Try to refute this claim about the code" }, reply: refute },
];

function map(request) {
  const files = [...request.prompt.matchAll(/^(?:lib|bin)\/\S+$/gm)].map(([file]) => file);
  const areas = ["lib", "bin", "docs"].map((name) => ({ name, files: files.filter((file) => file.startsWith(name)) }));
  return answer(request, { areas: areas.map((area) => (area.files.length > 0 ? area : { ...area, files: ["docs/prices.md"] })) });
}

function find(request) {
  const files = [...request.prompt.matchAll(/^(?:lib|bin)\/\S+$/gm)].map(([file]) => file);
  const toRead = unread(request, files);
  if (toRead.length > 0) return use(request, ...toRead.map(read));
  const lines = files.flatMap((file) => (textOf(request, file) ?? "").split("\n").map((text, index) => ({ file, line: index + 1, text })));
  const at = (part, title, severity) => lines.filter(({ text }) => text.includes(part)).map(({ file, line, text }) => finding(file, line, text, title, severity));
  const isFirst = /dimension only: correctness/.test(request.prompt);
  const findings = isFirst
    ? [
        ...at(TOTAL, "the first item is not counted", "high"),
        ...at("sum * percent", "percent is taken as a fraction", "high"),
        ...at("items[0]", "an empty cart gives undefined", "medium"),
        ...(files.includes("lib/cart.js") ? [finding("lib/cart.js", 9, "return price * -1;", "prices turn negative", "critical")] : []),
      ]
    : [...at(TOTAL, "one item is free", "critical"), ...at("total(", "the receipt shows too little", "low")];
  return answer(request, { findings, lookedAt: files });
}

function sameCause(request) {
  const numbered = [...request.prompt.matchAll(/^(\d+)\. (.*)$/gm)];
  const same = numbered.filter(([, , text]) => /first item|one item|receipt/.test(text)).map(([, number]) => Number(number));
  return answer(request, { groups: same.length > 1 ? [same, [90, 91]] : [] });
}

function refute(request) {
  const [, file, claim] = /^Claim: ([^:]+):\d+: (.*)$/m.exec(request.prompt);
  if (unread(request, [file]).length > 0) return use(request, read(file));
  const code = textOf(request, file) ?? "";
  const sceptic = Number(/sceptic (\d+)/.exec(request.prompt)[1]);
  if (/item/.test(claim)) {
    return answer(request, { verdict: code.includes(TOTAL) ? "confirmed" : "refuted", reason: `${file}:1 drops the first`, severity: "critical" });
  }
  if (/percent/.test(claim)) return answer(request, { verdict: "confirmed", reason: `${file}:3 multiplies`, severity: "medium" });
  return answer(request, { verdict: sceptic < 3 ? "refuted" : "unsure", reason: "bin/receipt.js never asks for an empty cart" });
}
