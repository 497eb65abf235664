// Rules from a file: JSON, or a module whose default export is the rules or a function that makes them.
import { readFile, stat } from "node:fs/promises";
import { extname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Rule } from "./rules.ts";
import { RuleError, validateRules } from "./rule-schema.ts";

/** Reads `.json`, `.mjs` and `.js`. Throws one `RuleError` that names the file and what is wrong with it. */
export async function loadRules(path: string): Promise<readonly Rule[]> {
  const file = resolve(path);
  switch (extname(file)) {
    case ".json":
      return validateRules(await readJson(file), path);
    case ".mjs":
    case ".js":
      return validateRules(await importDefault(file), path);
    default:
      throw new RuleError(`${path}: expected a rules file that ends in .json, .mjs or .js`);
  }
}

async function readJson(file: string): Promise<unknown> {
  const text = await readFile(file, "utf8").catch((error: unknown) => fail(file, "cannot be read", error));
  try {
    return JSON.parse(text);
  } catch (error) {
    return fail(file, "is not JSON", error);
  }
}

async function importDefault(file: string): Promise<unknown> {
  const { mtimeMs } = await stat(file).catch((error: unknown) => fail(file, "cannot be read", error));
  // Node keeps a module for ever by its address: an edited file needs another one.
  const address = `${pathToFileURL(file).href}?changed=${mtimeMs}`;
  const loaded = (await import(address).catch((error: unknown) => fail(file, "cannot be loaded", error))) as {
    readonly default?: unknown;
  };
  if (loaded.default === undefined)
    throw new RuleError(`${file}: has no default export; export the array of rules`);
  if (typeof loaded.default !== "function") return loaded.default;
  try {
    return await loaded.default();
  } catch (error) {
    return fail(file, "threw while making its rules", error);
  }
}

function fail(file: string, what: string, error: unknown): never {
  throw new RuleError(`${file}: ${what}: ${error instanceof Error ? error.message : String(error)}`);
}
