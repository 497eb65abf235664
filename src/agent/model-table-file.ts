// The override file, PAWL_HOME/models.json: newer models and prices, a gateway's names, without a newer pawl.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { factsOf } from "./model-facts.ts";
import type { ModelFacts } from "./model-facts.ts";
import { MODELS } from "./model-table.ts";
import type { ModelTable } from "./model-table.ts";
import type { PriceRow } from "./prices.ts";

const FILE = "models.json";

/** The file, and everything that is wrong with it. */
export class ModelTableError extends Error {
  override readonly name = "ModelTableError";
}

const dollars = z.number().min(0);
const tokens = z.int().min(1);

const priceSchema = z.strictObject({
  from: z.iso.date().exactOptional(),
  promptUpTo: tokens.exactOptional(),
  input: dollars,
  output: dollars,
  cacheRead: dollars,
  cacheWrite: dollars,
});

const modelSchema = z.strictObject({
  contextTokens: tokens.exactOptional(),
  outputTokens: tokens.exactOptional(),
  effort: z.boolean().exactOptional(),
  prices: z.array(priceSchema).min(1).exactOptional(),
});

const fileSchema = z.strictObject({
  aliases: z.record(z.string().min(1), z.string().min(1)).default({}),
  models: z.record(z.string().min(1), modelSchema).default({}),
});
type ModelFile = z.output<typeof fileSchema>;
type FilePrice = z.output<typeof priceSchema>;

/** The built-in table, with what the file in `home` says instead. Throws `ModelTableError`; no file is none. */
export async function readModelTable(home: string): Promise<ModelTable> {
  const path = join(home, FILE);
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return null;
    throw new ModelTableError(
      `${path}: expected a file that can be read, got ${error.code}. Mend or remove it.`,
    );
  });
  return text === null ? MODELS : overlay(MODELS, parse(text, path));
}

function parse(text: string, path: string): ModelFile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ModelTableError(
      `${path}: expected JSON, got: ${(error as Error).message}. Mend or remove the file.`,
    );
  }
  const parsed = fileSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    ({ path: place, message }) => `${place.join(".") || "the file"}: ${message}`,
  );
  throw new ModelTableError(
    `${path}: ${problems.join("; ")}. Mend the file; docs/interfaces.md shows what may be in it.`,
  );
}

/** What the file does not say of a model stays as it is; its prices are asked first, for they may have a later day. */
function overlay(base: ModelTable, { aliases, models }: ModelFile): ModelTable {
  const entries = Object.entries(models);
  const facts = entries.map(([id, { prices: _prices, ...given }]): [string, ModelFacts] => [
    id,
    { ...factsOf(id, base.facts), ...given },
  ]);
  return {
    aliases: { ...base.aliases, ...aliases },
    facts: { ...base.facts, ...Object.fromEntries(facts) },
    prices: [...entries.flatMap(([id, { prices = [] }]) => toRows(id, prices)), ...base.prices],
  };
}

/** As the table wants them: the newest first, and of one day the smallest prompts first. */
function toRows(model: string, prices: readonly FilePrice[]): PriceRow[] {
  return prices
    .toSorted((a, b) => (a.promptUpTo ?? Number.MAX_VALUE) - (b.promptUpTo ?? Number.MAX_VALUE))
    .toSorted((a, b) => Date.parse(b.from ?? "1970-01-01") - Date.parse(a.from ?? "1970-01-01"))
    .map(({ from, promptUpTo, ...price }) => ({
      models: [model],
      ...(from === undefined ? {} : { from }),
      ...(promptUpTo === undefined ? {} : { promptUpTo }),
      price,
    }));
}
