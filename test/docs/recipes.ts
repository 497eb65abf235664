// Scripts of a page, and the args with which each is played.
import { readPage } from "./page.ts";
import type { Json } from "../../src/protocol/json.ts";

export type Recipe = { readonly page: string; readonly name: string; readonly text: string };

const ARGS: Readonly<Record<string, Json>> = {
  files: ["a.js", "b.js", "c.js"],
  directories: ["src", "test"],
  packages: ["core", "cli"],
  modules: ["cart", "till"],
  check: "npm test",
  what: "dead code",
  question: "Which database?",
  version: "1.2.0",
  publish: "npm publish",
};

/** Given to all: each takes what it knows. */
export const RECIPE_ARGS: Json = ARGS;

export function recipesOf(page: string): Recipe[] {
  const blocks = [...readPage(page).matchAll(/^```js\n(.*?)^```$/gms)].map(([, text]) => text ?? "");
  return blocks
    .filter((text) => text.includes("export const meta"))
    .map((text) => ({ page, name: /name: "([^"]+)"/.exec(text)?.[1] ?? "?", text }));
}
