// A script's args held against its `argsSchema`: what fits gets its defaults, what does not is told by name.
import { compileSchema, type Misfit } from "../agent/compiled-schema.ts";
import { cutText, utf8Bytes, type Json, type JsonObject } from "../protocol/json.ts";
import { TYPED_ARGS_MAX_BYTES } from "../protocol/limits.ts";
import type { ScriptMeta } from "../protocol/script.ts";
import { readArgs } from "../protocol/read-args.ts";
import { describeArgs } from "../script/args.ts";

/** Args that do not fit; `message` says which, what was expected, what came, and where to read on. */
export class ArgsDoNotFit extends Error {
  override readonly name = "ArgsDoNotFit";
}

/** Of one value in a message. */
const SHOWN_CHARS = 120;
/** Told at once; a person mends a few and tries again. */
const PROBLEMS_TOLD = 5;

export type GivenArgs = { readonly args?: Json; readonly argsBytes?: number };

/** @returns nothing for a script without a schema. Throws `ArgsDoNotFit`. */
export function fitArgs(meta: ScriptMeta, given: GivenArgs): { readonly args?: Json } {
  const { argsSchema } = meta;
  if (argsSchema === undefined) return {};
  if (given.argsBytes !== undefined) throw tooLarge(meta, given.argsBytes);
  const compiled = compileSchema(argsSchema);
  if (!compiled.ok) throw new ArgsDoNotFit(compiled.message);
  const args = readArgs(argsSchema, given.args);
  const misfits = compiled.misfits(args);
  if (misfits.length > 0) throw refusal(meta, argsSchema, { args, misfits });
  // What the run holds is bounded, not what it was given: defaults can be larger than all of it.
  const bytes = utf8Bytes(JSON.stringify(args));
  if (bytes > TYPED_ARGS_MAX_BYTES) throw tooLarge(meta, bytes);
  return { args };
}

function tooLarge({ name }: ScriptMeta, bytes: number): ArgsDoNotFit {
  return new ArgsDoNotFit(
    `The args of ${name} take ${bytes} bytes as JSON; of a script with an argsSchema at most ${TYPED_ARGS_MAX_BYTES} fit. Put what is large into a file of the workspace and name it. See pawl run ${name} --help.`,
  );
}

function refusal(
  { name }: ScriptMeta,
  schema: JsonObject,
  { args, misfits }: { readonly args: Json; readonly misfits: readonly Misfit[] },
): ArgsDoNotFit {
  const told = misfits.slice(0, PROBLEMS_TOLD).map((misfit) => inWords(misfit, schema, args));
  const more = misfits.length - told.length;
  return new ArgsDoNotFit(
    `The args of ${name} do not fit: ${told.join("; ")}${more > 0 ? `; and ${more} more` : ""}. See pawl run ${name} --help.`,
  );
}

function inWords(misfit: Misfit, schema: JsonObject, args: Json): string {
  const { path, words, missing, surplus } = misfit;
  const keys = path.split("/").slice(1).map(unescaped);
  if (missing !== undefined)
    return `${named([...keys, missing])} is required${expected(schema, [...keys, missing])}`;
  if (surplus !== undefined) return `${named([...keys, surplus])} is not known${known(schema, keys)}`;
  if (keys.length === 0) return `args ${words}, got ${shown(args)}`;
  return `${named(keys)} ${words}, got ${shown(valueAt(args, keys))}`;
}

function named(keys: readonly string[]): string {
  return `args.${keys.join(".")}`;
}

/** Of args of the first level, which is nearly always where something is missing. */
function expected(schema: JsonObject, keys: readonly string[]): string {
  const row = keys.length === 1 ? describeArgs(schema).find(({ name }) => name === keys[0]) : undefined;
  return row === undefined ? "" : ` (${row.type}${row.meaning === "" ? "" : `: ${row.meaning}`})`;
}

function known(schema: JsonObject, keys: readonly string[]): string {
  const names = keys.length === 0 ? describeArgs(schema).map(({ name }) => name) : [];
  return names.length === 0 ? "" : `; known are ${names.join(", ")}`;
}

function valueAt(value: Json, keys: readonly string[]): Json | undefined {
  let at: Json | undefined = value;
  for (const key of keys) at = typeof at === "object" && at !== null ? (at as JsonObject)[key] : undefined;
  return at;
}

/** As JSON pointers write `/` and `~` inside of a key. */
function unescaped(key: string): string {
  return key.replaceAll("~1", "/").replaceAll("~0", "~");
}

function shown(value: Json | undefined): string {
  return cutText(JSON.stringify(value) ?? "nothing", SHOWN_CHARS);
}
