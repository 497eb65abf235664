// JSON from the command line: `--args '{"n":1}'`, `--args @data.json`, and the value of an answer.
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Json } from "../protocol/json.ts";
import { UsageError } from "./usage-error.ts";

/** JSON, or the JSON in a file after `@`. Throws `UsageError`. */
export async function readJsonOption(flag: string, text: string, cwd: string): Promise<Json> {
  if (!text.startsWith("@")) return parse(flag, text, "the text");
  const file = path.resolve(cwd, text.slice(1));
  const content = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(
      `${flag}: expected a readable JSON file, got ${file} (${error.code ?? error.message}).`,
      `Check the path after @.`,
    );
  });
  return parse(flag, content, file);
}

function parse(flag: string, text: string, source: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new UsageError(
      `${flag}: expected JSON, and ${source} is none: ${said}.`,
      `Quote it for the shell, as in ${flag} '{"files":["a.js"]}', or give a file: ${flag} @args.json. A text is JSON in double quotes: ${flag} '"like this"'.`,
    );
  }
}

/** JSON when it is JSON, else the text itself. */
export function lenientValue(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
