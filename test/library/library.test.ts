// What holds for every script of the library before it runs.
import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { compileScript } from "../../src/script/compile-script.ts";
import { loadRules } from "../../src/simulator/load-rules.ts";
import { libraryScripts, libraryText, rulesFile } from "./library-folder.ts";

test("every script compiles without a warning and bears the name of its file", () => {
  const outcomes = libraryScripts().map((name) => ({ name, outcome: compileScript(libraryText(name)) }));
  for (const { name, outcome } of outcomes) {
    expect({ name, outcome }).toMatchObject({
      outcome: { ok: true, script: { meta: { name }, warnings: [] } },
    });
  }
});

test("every script has rules for the simulated model that load", async () => {
  for (const name of libraryScripts()) {
    expect({ name, hasRules: existsSync(rulesFile(name)) }).toEqual({ name, hasRules: true });
    expect((await loadRules(rulesFile(name))).length).toBeGreaterThan(0);
  }
});
