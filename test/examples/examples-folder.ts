// The examples as tests see them: where they are, and their plain-JavaScript parts with types.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

export const EXAMPLES = fileURLToPath(new URL("../../examples/", import.meta.url));
export const LIBRARY = join(EXAMPLES, "migration", "library");

/** File names of the numbered scripts, in order. */
export function exampleScripts(): string[] {
  return readdirSync(EXAMPLES)
    .filter((name) => /^\d\d-[a-z-]+\.js$/.test(name))
    .toSorted();
}

type ToEsm = (text: string, known: { readonly defaults: ReadonlySet<string> }) => string;

export async function loadConversion(): Promise<{
  readonly toEsm: ToEsm;
  readonly commonJsExports: (text: string) => readonly string[];
  readonly problemsOf: (before: string, after: string) => readonly string[];
}> {
  const [craft, judge] = await Promise.all([
    load("rules/migration/to-esm.mjs"),
    load("rules/migration/judge.mjs"),
  ]);
  return { ...craft, ...judge } as Awaited<ReturnType<typeof loadConversion>>;
}

/** Makes the demo's repository below an existing folder and returns its path. */
export async function makeRepository(parent: string): Promise<string> {
  const { makeRepository: make } = await load("migration/make-repository.mjs");
  return (make as (parent: string) => string)(parent);
}

async function load(file: string): Promise<Record<string, unknown>> {
  return (await import(pathToFileURL(join(EXAMPLES, file)).href)) as Record<string, unknown>;
}
