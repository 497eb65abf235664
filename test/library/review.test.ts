// review on a real repository: real git, real greps; only the model is played.
import { afterAll, beforeAll, expect, test } from "vitest";
import { setLibraryStage, type LibraryStage } from "./library-stage.ts";
import { returned } from "./returned.ts";

let stage: LibraryStage;
beforeAll(async () => {
  stage = await setLibraryStage("review");
});
afterAll(() => stage.end());

const SHOP = {
  "lib/cart.js": `exports.total = (items) => items.slice(1).reduce((sum, { price }) => sum + price, 0);
exports.first = (items) => items[0];
exports.reduced = (sum, percent) => sum - sum * percent;
`,
  "lib/money.js": "exports.euros = (cents) => (cents / 100).toFixed(2);\n",
  "bin/receipt.js":
    'const { total } = require("../lib/cart.js");\nconsole.log(total(JSON.parse(process.argv[2])));\n',
  "docs/prices.md": "# Prices\n",
  "package.json": '{ "name": "shop" }\n',
};
const DIMENSIONS = ["correctness: wrong results", "failures: wrong sums", "silence: nothing"];

test("only what independent agents confirm is reported, ranked; everything else is named with why", async () => {
  const { folder, git } = await stage.newRepository(SHOP);
  const args = { dimensions: DIMENSIONS, maxAreas: 2 };
  const run = await stage.start("review", { workspace: folder, args });
  const { value, census: agents } = await returned(run, "degraded");
  expect(value).toMatchObject({
    summary: "2 findings confirmed (1 critical, 0 high, 1 medium, 0 low), 0 undecided, 2 dropped",
    oracle: expect.stringMatching(/^none: /) as string,
    findings: [
      {
        severity: "critical",
        file: "lib/cart.js",
        line: 1,
        votes: { confirmed: 3, refuted: 0, unsure: 0, noAnswer: 0 },
        also: expect.arrayContaining([expect.stringContaining("the receipt shows too little")]) as string[],
      },
      { severity: "medium", file: "lib/cart.js", line: 3, votes: { confirmed: 2, noAnswer: 1 } },
    ],
    unsure: [],
    dropped: [
      { title: "prices turn negative", why: "the quoted line is not in the file" },
      { title: "an empty cart gives undefined", why: expect.stringContaining("refuted by 2 of 3") as string },
    ],
    census: {
      files: 5,
      areas: 2,
      finders: 6,
      findersWithoutAnswer: 2,
      found: 6,
      notInTheFile: 1,
      duplicates: 2,
      notTried: 0,
      confirmed: 2,
      refuted: 1,
      unsure: 0,
      refutersWithoutAnswer: 1,
    },
  });
  const { notes } = value as { notes: string[] };
  expect(notes).toEqual([
    "not looked at, beyond maxAreas: docs (docs/prices.md)",
    "1 files are in no area: package.json",
    "nobody looked for silence in lib: the finder gave no answer",
    "nobody looked for silence in bin: the finder gave no answer",
  ]);
  // A map, six finders, one that joins, three refuters for each of three.
  expect(agents.asked).toBe(1 + 6 + 1 + 9);
  expect(git("status", "--porcelain")).toBe("");
});

test("with a base only what changed since is looked at", async () => {
  const repository = await stage.newRepository(SHOP);
  await repository.write("lib/money.js", "exports.euros = (cents) => cents;\n");
  repository.commit("second");
  const args = { base: "HEAD~1", dimensions: ["correctness: wrong results"] };
  const { value } = await returned(
    await stage.start("review", { workspace: repository.folder, args }),
    "completed",
  );
  expect(value).toMatchObject({
    findings: [],
    dropped: [],
    census: { files: 1, areas: 1, finders: 1, found: 0 },
  });
});

test("what is beyond maxFindings is named, and a base that nobody knows is said", async () => {
  const { folder } = await stage.newRepository(SHOP);
  const few = { dimensions: DIMENSIONS.slice(0, 1), maxAreas: 1, maxFindings: 1, refuters: 1 };
  const { value } = await returned(
    await stage.start("review", { workspace: folder, args: few }),
    "completed",
  );
  expect(value).toMatchObject({
    census: { found: 4, notInTheFile: 1, notTried: 2, confirmed: 1 },
    dropped: [{}, { why: expect.stringContaining("beyond maxFindings (1)") as string }, { line: 2 }],
  });
  const unknown = await stage.start("review", { workspace: folder, args: { base: "nowhere" } });
  expect((await returned(unknown, "completed")).value).toMatchObject({
    findings: [],
    notes: [expect.stringContaining("there is no change since nowhere to look at: fatal")],
    census: { finders: 0 },
  });
});

test("a budget that is used up ends in a report that says who could not look any more", async () => {
  const { folder } = await stage.newRepository(SHOP);
  const args = { dimensions: DIMENSIONS.slice(0, 2), maxAreas: 1 };
  const run = await stage.start("review", { workspace: folder, args, budget: { outputTokens: 1 } });
  expect((await returned(run, "completed")).value).toMatchObject({
    findings: [],
    census: { areas: 1, finders: 2, findersWithoutAnswer: 2, found: 0 },
    notes: expect.arrayContaining([
      expect.stringContaining("budget of 1 output tokens is used up"),
      "nobody looked for correctness in lib: the finder gave no answer",
    ]) as string[],
  });
});
