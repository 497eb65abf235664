// No row of the contract goes without a test, and no test claims a row that there is not.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { LATER_ROWS } from "./later-rows.ts";
import { ROWS } from "./rows.ts";

/** The contract itself lies beside a checkout of its developers; whoever cloned the repository has the list in rows.ts. */
const CONTRACT = new URL("../../../shared/spec/script-contract.md", import.meta.url);

/** Ids at the start of test titles in this folder: `it("A05 ...`, also behind `it.each(...)(`. */
function testedRows(): Set<string> {
  const folder = new URL(".", import.meta.url);
  const files = readdirSync(folder).filter((file) => file.endsWith(".test.ts") && file !== "ids.test.ts");
  const texts = files.map((file) => readFileSync(new URL(file, folder), "utf8"));
  const titles = texts.flatMap((text) => [...text.matchAll(/\(\s*["'`]([A-Z]\d\d) /g)]);
  return new Set(titles.map(([, id]) => id ?? ""));
}

it("every row of the contract has a test whose title starts with its id, but for those of later versions", () => {
  const tested = testedRows();
  expect(ROWS.filter((id) => !tested.has(id) && !(id in LATER_ROWS))).toEqual([]);
});

it("a row of a later version that has a test has left the list of later rows", () => {
  const tested = testedRows();
  expect(Object.keys(LATER_ROWS).filter((id) => tested.has(id))).toEqual([]);
});

it("tests and the list of later rows name only rows that there are", () => {
  expect([...testedRows(), ...Object.keys(LATER_ROWS)].filter((id) => !ROWS.includes(id))).toEqual([]);
});

it.runIf(existsSync(CONTRACT))("the list of rows is the contract's", () => {
  const ids = [...readFileSync(CONTRACT, "utf8").matchAll(/^\| ([A-Z]\d\d) \|/gm)].map(([, id]) => id);
  expect(ids).toEqual(ROWS);
});
