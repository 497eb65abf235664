// fix-until-green on real repositories: real worktrees, real runs of node --test; only the model is played.
import { afterAll, beforeAll, expect, test } from "vitest";
import { runSuite } from "../examples/run-suite.ts";
import { setLibraryStage, type LibraryStage } from "./library-stage.ts";
import { returned } from "./returned.ts";

let stage: LibraryStage;
beforeAll(async () => {
  stage = await setLibraryStage("fix-until-green");
});
afterAll(() => stage.end());

const testOf = (name: string, call: string, expected: string): string =>
  `const { test } = require("node:test");
const assert = require("node:assert/strict");
const { ${call.split("(")[0]} } = require("../lib/${name}.js");
test("${name}", () => assert.equal(${call}, ${expected}));
`;
const SHOP = {
  "lib/price.js": "exports.gross = (net) => net * 0.2;\n",
  "lib/stock.js": "exports.left = (count) => (count > 0 ? count : 1);\n",
  "test/price.test.js": testOf("price", "gross(10)", "12"),
  "test/stock.test.js": testOf("stock", "left(0)", "0"),
};
const CLOCK = {
  "lib/clock.js": "// Minutes from seconds.\nexports.minutes = (seconds) => Math.floor(seconds / 60);\n",
  "test/clock.test.js": testOf("clock", "minutes(59)", "1"),
};
const COMMAND = "node --test";

test("repairs build on each other, and only a state that passes comes into the workspace", async () => {
  const repository = await stage.newRepository(SHOP);
  const run = await stage.start("fix-until-green", { workspace: repository.folder, args: COMMAND });
  const { value, verdict } = await returned(run, "completed");
  expect(value).toMatchObject({
    green: true,
    honest: true,
    doubts: [],
    tests: { before: { passed: 0, failed: 2 }, after: { passed: 2, failed: 0 } },
    census: { repairs: 2, changedNothing: 0, noAnswer: 0, refused: 0, hypothesesTried: 0 },
    tried: [
      { what: "repair 1", outcome: "still fails" },
      { what: "repair 2", outcome: "passes, merged" },
    ],
  });
  expect(verdict).toMatchObject({ ok: true, stale: false });
  expect(runSuite(repository.folder)).toMatchObject({ passed: 2, failed: 0 });
  expect(repository.git("status", "--porcelain")).toBe("");
});

test("when the same failure stays, hypotheses are tried side by side, and the right one goes in", async () => {
  const repository = await stage.newRepository(CLOCK);
  const run = await stage.start("fix-until-green", {
    workspace: repository.folder,
    args: { command: COMMAND },
  });
  const { value } = await returned(run, "completed");
  expect(value).toMatchObject({
    green: true,
    census: { repairs: 5, changedNothing: 1, noAnswer: 0, refused: 0, hypothesesTried: 3 },
    tried: [
      { what: "repair 1", outcome: "still fails" },
      { what: "repair 2", outcome: "still fails" },
      { what: "hypothesis 1: a time zone is applied", outcome: "changed nothing" },
      { what: "hypothesis 2: the rounding of seconds", outcome: "passes, merged" },
      { what: "hypothesis 3: a cache of minutes", outcome: "not needed" },
    ],
    notes: ["1 more hypotheses were named and not tried"],
  });
  expect(runSuite(repository.folder)).toMatchObject({ passed: 1, failed: 0 });
});

test("a repair that touches what must stay is refused, and the run gives up where nothing moves", async () => {
  const repository = await stage.newRepository({
    "lib/cheat.js": "exports.two = () => 1;\n",
    "test/cheat.test.js": testOf("cheat", "two()", "2")
      .replace("two(), 2", "1, 2")
      .replace('const { two } = require("../lib/cheat.js");\n', ""),
  });
  const args = { command: COMMAND, keep: ["test/"], hypotheses: 0 };
  const run = await stage.start("fix-until-green", { workspace: repository.folder, args });
  const { value } = await returned(run, "completed");
  expect(value).toMatchObject({
    green: false,
    why: "the same failure after 2 repairs in a row",
    census: { repairs: 2, refused: 2 },
    output: expect.stringContaining("cheat") as string,
  });
  expect(repository.git("rev-list", "--count", "HEAD")).toBe("1");
});

test("what passes by a changed test is named by the review, which looks for itself", async () => {
  const repository = await stage.newRepository({
    "test/cheat.test.js":
      'const { test } = require("node:test");\nconst assert = require("node:assert/strict");\ntest("cheat", () => assert.equal(1, 2));\n',
  });
  const run = await stage.start("fix-until-green", { workspace: repository.folder, args: COMMAND });
  expect((await returned(run, "completed")).value).toMatchObject({
    green: true,
    honest: false,
    doubts: [expect.stringContaining("the expected value was changed")],
  });
});

test("a workspace with uncommitted work is repaired in place, and an agent without an answer is counted", async () => {
  const repository = await stage.newRepository(SHOP);
  await repository.write("lib/price.js", `// mine\n${SHOP["lib/price.js"]}`);
  const run = await stage.start("fix-until-green", { workspace: repository.folder, args: COMMAND });
  const { value } = await returned(run, "completed");
  expect(value).toMatchObject({
    green: true,
    honest: null,
    notes: [expect.stringContaining("uncommitted work")],
  });
  expect(await repository.read("lib/price.js")).toBe("// mine\nexports.gross = (net) => net * 1.2;\n");

  await repository.write("lib/price.js", "exports.gross = () => 0;\n");
  const silent = { command: `${COMMAND} # silent`, stuckAfter: 2 };
  const given = await stage.start("fix-until-green", { workspace: repository.folder, args: silent });
  expect((await returned(given, "degraded")).value).toMatchObject({
    green: false,
    why: "the same failure after 2 repairs in a row",
    census: { repairs: 2, noAnswer: 2 },
  });
});

test("a budget that is used up ends in a report of what was tried", async () => {
  const repository = await stage.newRepository(SHOP);
  const input = { workspace: repository.folder, args: COMMAND, budget: { outputTokens: 1 } };
  const { value } = await returned(await stage.start("fix-until-green", input), "completed");
  expect(value).toMatchObject({
    green: false,
    why: expect.stringContaining("budget of 1 output tokens is used up") as string,
    tried: [{ what: "repair 1", outcome: "still fails" }],
  });
});

test("a command that passes costs nothing", async () => {
  const repository = await stage.newRepository(CLOCK);
  const run = await stage.start("fix-until-green", { workspace: repository.folder, args: "true" });
  const { value, census } = await returned(run, "completed");
  expect(value).toMatchObject({ green: true, why: "the command passed before anything was done" });
  expect(census.asked).toBe(0);
});
