// What holds for every example before it runs.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { compileScript } from "../../src/script/compile-script.ts";
import { loadRules } from "../../src/simulator/load-rules.ts";
import { EXAMPLES, exampleScripts } from "./examples-folder.ts";

test("there are at least twelve examples, numbered without a gap", () => {
  const numbers = exampleScripts().map((name) => Number(name.slice(0, 2)));
  expect(numbers.length).toBeGreaterThanOrEqual(12);
  expect(numbers).toEqual(numbers.map((_, index) => index + 1));
});

describe.each(exampleScripts())("%s", (name) => {
  const text = readFileSync(join(EXAMPLES, name), "utf8");

  test("compiles without a warning", () => {
    const outcome = compileScript(text);
    expect(outcome).toMatchObject({ ok: true });
    expect(outcome.ok ? outcome.script.warnings : outcome.diagnostics).toEqual([]);
  });

  test("says at its top what it teaches, how to run it, and whether it is portable", () => {
    const top = text.slice(0, text.indexOf("export const meta"));
    expect(top).toMatch(/^\/\/ Teaches: /m);
    expect(top).toContain(name);
    expect(top).toMatch(/^\/\/ (?:Portable: |pawl only: )/m);
  });

  test("is marked portable exactly when it calls nothing that only pawl has", () => {
    const own = /\b(?:approve|ask|check|sleep|merge)\(/.test(text.slice(text.indexOf("export const meta")));
    expect(/^\/\/ Portable: /m.test(text)).toBe(!own);
  });

  test("has rules for the simulated model that load", async () => {
    const file = join(EXAMPLES, "rules", name.replace(/js$/, "mjs"));
    expect(existsSync(file)).toBe(true);
    expect((await loadRules(file)).length).toBeGreaterThan(0);
  });
});
