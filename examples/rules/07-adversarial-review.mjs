// The simulated model claims two bugs in the CSV module of examples/migration/library. The first is real: a row of one empty
// cell is written as nothing and never read back. The second is not, and of its three verifiers one falls for it.
import { answer, read, unread, use } from "./conversation.mjs";

const REAL = "stringify([['']]) gives the empty text, which parse reads as no rows; expected one row with one empty cell";
const FALSE = "parse('\"a,b\"') splits the quoted cell at the comma; expected one cell";

/** @type {import("../../src/simulator/rules.ts").Rule[]} */
export default [
  { name: "review: find", when: { prompt: "^Look for bugs in " }, reply: find },
  { name: "review: refute", when: { prompt: "^Someone claims a bug in \\S+: " }, reply: refute },
];

function find(request) {
  const file = /[\w/-]+\.js/.exec(request.prompt)?.[0] ?? "lib/csv.js";
  if (unread(request, [file]).length > 0) return use(request, read(file));
  return answer(request, { findings: [REAL, FALSE].map((claim) => ({ file, claim })) });
}

function refute(request) {
  const file = /^Someone claims a bug in (\S+): /.exec(request.prompt)?.[1] ?? "";
  if (unread(request, [file]).length > 0) return use(request, read(file));
  const falls = request.prompt.includes("Look for a guard elsewhere");
  const real = request.prompt.includes(REAL) || falls;
  return answer(request, { real, why: real ? "I could not refute it." : "quoted() reads to the closing quote, commas included." });
}
