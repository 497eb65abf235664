// The args of a script as a table of Markdown, for its page.
import type { JsonObject } from "../protocol/json.ts";
import { describeArgs, type ArgRow } from "./args.ts";

export function argsTable(schema: JsonObject): string {
  return [
    "| arg | type | if not given | what it is |",
    "| --- | --- | --- | --- |",
    ...describeArgs(schema).map(row),
  ].join("\n");
}

function row({ name, type, required, default: given, meaning }: ArgRow): string {
  const otherwise = required ? "required" : given === null ? "" : code(given);
  return `| \`${name}\` | ${escaped(type)} | ${escaped(otherwise)} | ${escaped(meaning)} |`;
}

/** A long list of texts is told by its beginning: `--help` has all of it. */
const SHOWN_CHARS = 60;

function code(text: string): string {
  return text.length <= SHOWN_CHARS ? `\`${text}\`` : `a list, see \`--help\``;
}

function escaped(text: string): string {
  return text.replaceAll("|", "\\|");
}
