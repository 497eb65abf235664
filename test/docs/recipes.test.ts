// Every whole script of the pages that people and planners learn from is checked and played: well and badly.
import { describe, expect, it } from "vitest";
import { outlineOf } from "../../src/planner/outline.ts";
import { compileScript } from "../../src/script/compile-script.ts";
import { findingsOf } from "../../src/workflows/planning/dry-findings.ts";
import { dryRunOf } from "../workflows/dry-run/dry-stage.ts";
import { RECIPE_ARGS, recipesOf } from "./recipes.ts";

const COOK_BOOK = recipesOf("docs/cook-book.md");
const RECIPES = [...COOK_BOOK, ...recipesOf("docs/script-language.md")];

it("the cook-book has a script for each of its patterns", () => {
  expect(COOK_BOOK.map(({ name }) => name)).toEqual([
    "find-and-refute",
    "fix-until",
    "document",
    "until-dry",
    "panel",
    "convert",
    "release",
  ]);
});

describe.each(RECIPES)("$page: $name", ({ text }) => {
  it("compiles without a word", () => {
    const compiled = compileScript(text);
    expect(compiled.ok ? compiled.script.warnings : compiled.diagnostics).toEqual([]);
  });

  it("runs to its end when all goes well, and does not stumble when all goes badly", async () => {
    const dry = await dryRunOf(text, { args: RECIPE_ARGS });
    expect(findingsOf(dry, outlineOf(text))).toEqual([]);
    expect(
      dry.well.agents.length + dry.well.checks + dry.well.gates + dry.well.nested.length,
    ).toBeGreaterThan(0);
  });
});
