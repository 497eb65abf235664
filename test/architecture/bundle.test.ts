import { stat, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** Made by `npm run build`. */
const BUNDLE = `${ROOT}dist/workflow-bundle.js`;
/** The engine's bytes take 0.85 MB of it, the SDK and zod most of the rest, with the source map inside. */
const MAX_BYTES = 6_000_000;

it("the workflow bundle stays small: nothing big slips in", async () => {
  expect((await stat(BUNDLE)).size).toBeLessThan(MAX_BYTES);
});

it("the workflow bundle contains no model client and no validator of schemas", async () => {
  const code = await readFile(BUNDLE, "utf8");
  expect(code).toContain("quickjs-wasi");
  for (const foreign of ["node_modules/@anthropic-ai", "node_modules/ajv", "node_modules/acorn"]) {
    expect(code.includes(foreign)).toBe(false);
  }
});
