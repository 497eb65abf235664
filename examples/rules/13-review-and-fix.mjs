// The simulated model reviews examples/review-and-fix/project. It claims four bugs: three are real, one is refuted by two of
// its three verifiers. One of the fixes is right about the bug and breaks something else; the suite finds out.
import { answer, changed, edit, isStale, read, textOf, unread, use, say, writeAll } from "./conversation.mjs";

const FILE = "lib/cart.js";

/** `mend` is what the first fix should have been. */
const FINDINGS = [
  {
    claim: "total() compares freeFrom with the sum before the discount; 2000 cents less 50 % with freeFrom 2000 ships free, documented is 'counted after the discount'",
    fix: ["return sum >= freeFrom ? reduced : reduced + shipping;", "return reduced >= freeFrom ? reduced : reduced + shipping;"],
    test: "assert.equal(total([{ price: 2000 }], { percent: 50, shipping: 490, freeFrom: 2000 }), 1490);",
    uses: "total",
  },
  {
    claim: "cheapest() sorts the caller's own array; after cheapest(items, 1) the cart shows its items in another order",
    fix: ["return items.sort(", "return [...items].sort("],
    test: "const items = [{ price: 2 }, { price: 1 }];\n  cheapest(items, 1);\n  assert.deepEqual(items, [{ price: 2 }, { price: 1 }]);",
    uses: "cheapest",
  },
  {
    claim: "byShop() throws a TypeError for an item of a shop called 'constructor'; it should be grouped like any other",
    // An object without a prototype is grouped right, but is not deeply equal to a plain one.
    fix: ["const shops = {};", "const shops = Object.create(null);"],
    mend: [
      "  const shops = Object.create(null);\n  for (const item of items) (shops[item.shop] ??= []).push(item);\n  return shops;",
      "  const shops = new Map();\n  for (const item of items) shops.set(item.shop, [...(shops.get(item.shop) ?? []), item]);\n  return Object.fromEntries(shops);",
    ],
    test: "assert.deepEqual(byShop([{ shop: 'constructor' }])['constructor'], [{ shop: 'constructor' }]);",
    uses: "byShop",
  },
  { claim: "total() returns less than nothing for a discount of 150 %; it should not go below 0", isRefuted: true },
];

/** @type {import("../../src/simulator/rules.ts").Rule[]} */
export default [
  { name: "review and fix: find", when: { prompt: "^Look for bugs in " }, reply: find },
  { name: "review and fix: refute", when: { prompt: "^Someone claims a bug in \\S+: " }, reply: refute },
  { name: "review and fix: fix", when: { prompt: "^Fix a bug in \\S+: " }, reply: fix },
  { name: "review and fix: mend", when: { prompt: "^Mend \\d+: the fix of a bug in " }, reply: mend },
];

function find(request) {
  if (!/\bworking directory\b|cart/.test(request.prompt)) return null;
  if (unread(request, [FILE]).length > 0) return use(request, read(FILE));
  return answer(request, { findings: FINDINGS.map(({ claim }) => ({ file: FILE, claim })) });
}

function refute(request) {
  const finding = findingOf(request);
  if (!finding) return null;
  if (unread(request, [FILE]).length > 0) return use(request, read(FILE));
  // Who only traces total() itself overlooks the guard that it calls.
  const real = !finding.isRefuted || request.prompt.includes("Trace the code by hand");
  return answer(request, { real, why: real ? "I could not refute it." : "requirePercent() refuses anything above 100, and a test says so." });
}

function fix(request) {
  const finding = findingOf(request);
  if (!finding) return null;
  const file = /\btest\/finding-\d+\.test\.js\b/.exec(request.prompt)[0];
  return (
    writeAll(request, [[file, testOf(finding)]]) ??
    editOnce(request, finding.fix) ??
    say(request, `The cause was in ${finding.uses}().`)
  );
}

function mend(request) {
  const finding = findingOf(request);
  if (!finding?.mend) return null;
  return editOnce(request, finding.mend) ?? say(request, "An object without a prototype is not equal to a plain one.");
}

function findingOf({ prompt }) {
  return FINDINGS.find(({ claim }) => prompt.includes(claim));
}

function testOf({ claim, uses, test }) {
  return `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ${uses} } from '../lib/cart.js';

// ${claim}
test('${uses}() does what it says', () => {
  ${test}
});
`;
}

/** `null` when it is done. */
function editOnce(request, [before, after]) {
  if (changed(request, FILE)) return null;
  if (unread(request, [FILE]).length > 0 || isStale(request, FILE)) return use(request, read(FILE));
  return textOf(request, FILE).includes(before) ? use(request, edit(FILE, before, after)) : null;
}
