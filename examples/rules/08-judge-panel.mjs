// The simulated model drafts by angle and judges by what it can count: short is clear, no superlatives is true, an image is memorable.
import { answer, say } from "./conversation.mjs";

const DRAFTS = {
  "the plainest words": "Runs plans of agents and survives any crash.",
  "what the reader fears to lose": "Pull the plug in the middle: no agent that has finished is ever asked, or paid for, a second time.",
  "an image from everyday life": "A catch on the ratchet: the work turns forward and never back.",
};
const SCORES = {
  clarity: (draft) => (draft.length < 60 ? 9 : draft.length < 80 ? 7 : 5),
  truth: (draft) => (/\b(?:any|every|ever|never)\b/.test(draft) ? 7 : 9),
  memorability: (draft) => (/ratchet|plug/.test(draft) ? 9 : 4),
};

/** @type {import("../../src/simulator/rules.ts").Rule[]} */
export default [
  { name: "panel: draft", when: { prompt: "\\nStart from .+\\. Answer with the text alone\\.$" }, reply: draft },
  { name: "panel: judge", when: { prompt: "^The task was: .*\\nJudge this draft by \\w+ and nothing else:" }, reply: judge },
  { name: "panel: improve", when: { prompt: "\\nThe best draft so far:\\n.*\\nImprove it by these remarks" }, reply: improve },
];

function draft(request) {
  const angle = /\nStart from (.+)\. Answer/.exec(request.prompt)?.[1] ?? "";
  return say(request, DRAFTS[angle] ?? `A draft that starts from ${angle}.`);
}

function judge(request) {
  const criterion = /\nJudge this draft by (\w+)/.exec(request.prompt)?.[1] ?? "";
  const score = SCORES[criterion]?.(quoted(request.prompt)) ?? 5;
  return answer(request, { score, remark: score >= 7 ? `good for ${criterion}: keep it` : `more ${criterion}, please` });
}

function improve(request) {
  return say(request, quoted(request.prompt).replace("the work turns forward", "work turns forward"));
}

function quoted(prompt) {
  return /"""\n(.*?)\n"""/s.exec(prompt)?.[1] ?? "";
}
