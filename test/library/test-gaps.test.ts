// test-gaps on a real repository: real copies, real breaks, real runs of node --test; only the model is played.
import { afterAll, beforeAll, expect, test } from "vitest";
import { runSuite } from "../examples/run-suite.ts";
import { setLibraryStage, type LibraryStage } from "./library-stage.ts";
import { returned } from "./returned.ts";

let stage: LibraryStage;
beforeAll(async () => {
  stage = await setLibraryStage("test-gaps");
});
afterAll(() => stage.end());

const BASKET = {
  ".gitignore": "node_modules\n",
  "lib/basket.js": `exports.sum = (prices) => prices.reduce((sum, price) => sum + price, 0);
exports.shipping = (total) => (total >= 50 ? 0 : 5);
exports.label = (count) => \`\${count} item\${count === 1 ? "" : "s"}\`;
exports.code = (text) => text.toUpperCase();
exports.plus = require("plus");
`,
  "test/basket.test.js": `const { test } = require("node:test");
const assert = require("node:assert/strict");
const { sum, shipping, plus } = require("../lib/basket.js");
test("sum", () => assert.equal(sum([1, plus]), 3));
test("shipping", () => assert.equal(shipping(10), 5));
`,
};

test(
  "a gap is one when today's tests miss a break, and closed by a test that notices it",
  { timeout: 120_000 },
  async () => {
    const repository = await stage.newRepository(BASKET);
    await repository.write("node_modules/plus/index.js", "module.exports = 2;\n");
    const run = await stage.start("test-gaps", {
      workspace: repository.folder,
      args: { command: "node --test", angles: ["branches: all", "edges: all", "failures: none"] },
    });
    const { value, verdict } = await returned(run, "degraded");
    expect(value).toMatchObject({
      summary: "2 gaps closed, 1 proven and not closed, 1 were none",
      green: true,
      tests: { before: { passed: 2, failed: 0 }, after: { passed: 4, failed: 0 } },
      census: {
        claimed: 6,
        findersWithoutAnswer: 1,
        duplicates: 1,
        notApplicable: 1,
        alreadyTested: 1,
        notTried: 0,
        proven: 3,
        closed: 2,
        notClosed: 1,
        writersWithoutAnswer: 0,
      },
      notes: ["nobody looked for failures: the finder gave no answer"],
    });
    const { closed, dropped } = value as { closed: Closed[]; dropped: Dropped[] };
    expect(closed.toSorted((a, b) => a.tries - b.tries)).toMatchObject([
      {
        behaviour: "shipping(total) is free from 50 on",
        files: ["test/shipping.test.js"],
        noticed: "1 of 1 breaks",
        tries: 1,
      },
      {
        behaviour: "label(count) says item for one",
        files: ["test/label.test.js"],
        noticed: "1 of 1 breaks",
        tries: 3,
      },
    ]);
    expect(Object.fromEntries(dropped.map(({ behaviour, why }) => [behaviour, why]))).toEqual({
      "the same limit, in other words": "the same as: shipping(total) is free from 50 on",
      "sum([]) is 0": "today's tests notice the break",
      "sum of prices": "its break could not be made: [pawl] the text to break is 0 times in lib/basket.js",
      "code(text) is upper case": "no test was written: The behaviour is not what is said: no test.",
    });
    expect(verdict).toMatchObject({ ok: true, stale: false });
    expect(await repository.read("lib/basket.js")).toBe(BASKET["lib/basket.js"]);
    expect(runSuite(repository.folder)).toMatchObject({ passed: 4, failed: 0 });
    // The tests hold what they are for.
    await repository.write("lib/basket.js", BASKET["lib/basket.js"].replace("total >= 50", "total > 50"));
    expect(runSuite(repository.folder)).toMatchObject({ passed: 3, failed: 1 });
  },
);

test("without green tests, or with uncommitted work, nobody is asked", async () => {
  const repository = await stage.newRepository(BASKET);
  const red = await stage.start("test-gaps", { workspace: repository.folder, args: "node --test" });
  const first = await returned(red, "completed");
  expect(first.value).toMatchObject({
    green: false,
    why: expect.stringContaining("not green to begin with") as string,
  });
  await repository.write("node_modules/plus/index.js", "module.exports = 2;\n");
  await repository.write("notes.txt", "mine\n");
  const dirty = await stage.start("test-gaps", { workspace: repository.folder, args: "node --test" });
  const second = await returned(dirty, "completed");
  expect(second.value).toMatchObject({ why: expect.stringContaining("uncommitted work") as string });
  expect([first.census.asked, second.census.asked]).toEqual([0, 0]);
});

type Closed = { readonly behaviour: string; readonly tries: number };
type Dropped = { readonly behaviour: string; readonly why: string };
