// migrate on real repositories: real worktrees, merges and runs of node --test; only the model is played.
import { afterAll, beforeAll, expect, test } from "vitest";
import { openGate } from "../examples/example-stage.ts";
import { runSuite } from "../examples/run-suite.ts";
import { setLibraryStage, type LibraryStage } from "./library-stage.ts";
import { returned } from "./returned.ts";

let stage: LibraryStage;
beforeAll(async () => {
  stage = await setLibraryStage("migrate");
});
afterAll(() => stage.end());

const using = (name: string, call: string): string =>
  `const { pad } = require("./pad.js");\nexports.${name} = (value) => ${call};\n`;
const testOf = (name: string, expected: string): string =>
  `const { test } = require("node:test");
const assert = require("node:assert/strict");
test("${name}", () => assert.equal(require("../lib/${name}.js").${name}(5), "${expected}"));
`;
const PROJECT = {
  "lib/pad.js":
    "exports.pad = (text, width, fill) => { let out = String(text); while (out.length < width) out = (fill ?? ' ') + out; return out; };\n",
  "lib/clock.js": using("clock", 'pad(value, 2, "0")'),
  "lib/table.js": using("table", "pad(value, 8)"),
  "bin/print.js": using("print", "pad(value, 3)").replace("./pad.js", "../lib/pad.js"),
  "test/table.test.js": testOf("table", "       5"),
};
const AWKWARD = {
  ...PROJECT,
  "lib/legacy.js": 'exports.legacy = (name) => require("./pad.js")[name] ?? "pad.(";\n',
  "lib/notes.js": "// was pad(text) once\nexports.notes = 1;\n",
  "lib/silent.js": using("silent", "pad(value, 4)"),
};
const ARGS = {
  from: "pad()",
  to: "padStart()",
  check: "node --test",
  leftovers: "! grep -rn 'pad(' lib bin",
};

test(
  "every unit goes in: what refuters and tests find is repaired, what the map missed is found",
  { timeout: 120_000 },
  async () => {
    const repository = await stage.newRepository(PROJECT);
    const run = await stage.start("migrate", { workspace: repository.folder, args: ARGS });
    const { value, verdict } = await returned(run, "completed");
    expect(value).toMatchObject({
      migrated: true,
      why: null,
      summary: "4 of 4 units merged, 0 needed no change, 0 not migrated, 0 blocked, 0 not tried",
      oracle: "exit code of: node --test; and of: ! grep -rn 'pad(' lib bin",
      tests: { before: { passed: 1, failed: 0 }, after: { passed: 1, failed: 0 } },
      lessons: ["The third parameter of pad is the fill."],
      census: { units: 4, merged: 4, repairs: 2, refuted: 1, agentsWithoutAnswer: 0, unverified: 0 },
      notes: ["named twice, taken once: lib/clock.js"],
    });
    const { units } = value as { units: { id: string; tries: number }[] };
    expect(Object.fromEntries(units.map(({ id, tries }) => [id, tries]))).toEqual({
      "lib/clock.js": 2,
      "lib/table.js": 2,
      "bin/print.js": 1,
      "remove pad": 1,
    });
    // The one that depends on all others went in last.
    expect(units.at(-1)?.id).toBe("remove pad");
    expect(verdict).toMatchObject({ ok: true, stale: false });
    expect(await repository.read("lib/clock.js")).toBe(
      'exports.clock = (value) => String(value).padStart(2, "0");\n',
    );
    expect(repository.git("ls-files", "lib")).toBe("lib/clock.js\nlib/table.js");
    expect(runSuite(repository.folder)).toMatchObject({ passed: 1, failed: 0 });
    expect(repository.git("status", "--porcelain")).toBe("");
  },
);

test(
  "what cannot be migrated is named with why, what needs it is blocked, the rest goes in",
  { timeout: 120_000 },
  async () => {
    const repository = await stage.newRepository(AWKWARD);
    const args = { ...ARGS, rounds: 2, canary: 0 };
    const run = await stage.start("migrate", { workspace: repository.folder, args });
    const { value } = await returned(run, "degraded");
    expect(value).toMatchObject({
      migrated: false,
      why: "not every unit could be migrated",
      summary: "3 of 7 units merged, 1 needed no change, 2 not migrated, 1 blocked, 0 not tried",
      census: { units: 7, agentsWithoutAnswer: 2, notTried: 0, beyondMax: 0 },
    });
    const { units } = value as { units: { id: string; outcome: string; why?: string; verified?: string }[] };
    const byId = Object.fromEntries(units.map((unit) => [unit.id, unit]));
    expect(byId["lib/legacy.js"]).toMatchObject({
      outcome: "not migrated",
      why: expect.stringContaining("CANNOT BE MIGRATED") as string,
    });
    expect(byId["lib/silent.js"]).toMatchObject({
      outcome: "not migrated",
      why: expect.stringContaining("no answer") as string,
    });
    expect(byId["lib/notes.js"]).toMatchObject({ outcome: "unchanged", verified: "1 of 1 refuters" });
    expect(byId["remove pad"]).toMatchObject({
      outcome: "blocked",
      why: "lib/legacy.js, which it needs, did not go in",
    });
    expect(runSuite(repository.folder)).toMatchObject({ passed: 1, failed: 0 });
  },
);

test(
  "a person may stop it after the canary, and a check that is red to begin with stops it before",
  { timeout: 120_000 },
  async () => {
    const repository = await stage.newRepository(PROJECT);
    const args = { ...ARGS, canary: 1, gate: "ask", maxUnits: 3 };
    const run = await stage.start("migrate", { workspace: repository.folder, args });
    const open = await openGate(run, "1 of 1 units went in. Go on with the other 2?");
    await run.signal("reject", { id: open.id, by: "Ada", note: "next week" });
    expect((await returned(run, "completed")).value).toMatchObject({
      migrated: false,
      why: "not approved by Ada after the canary: next week",
      summary: "1 of 4 units merged, 0 needed no change, 0 not migrated, 0 blocked, 3 not tried",
      census: { notTried: 2, beyondMax: 1 },
    });
    const red = await stage.start("migrate", {
      workspace: repository.folder,
      args: { ...ARGS, check: "false" },
    });
    const { value, census } = await returned(red, "completed");
    expect(value).toMatchObject({
      migrated: false,
      why: expect.stringContaining("does not pass to begin with") as string,
    });
    expect(census.asked).toBe(0);
  },
);
