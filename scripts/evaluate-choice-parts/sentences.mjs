// The table of forty tasks as the tests have it: one table for rules, tests and evaluation.
import { readFile } from "node:fs/promises";
import { transform } from "esbuild";

const TABLE = new URL("../../test/planner/sentences.ts", import.meta.url);

/** @returns {Promise<typeof import("../../test/planner/sentences.ts")>} */
export async function readSentences() {
  const { code } = await transform(await readFile(TABLE, "utf8"), { loader: "ts", format: "esm" });
  return import(`data:text/javascript;base64,${Buffer.from(code).toString("base64")}`);
}
