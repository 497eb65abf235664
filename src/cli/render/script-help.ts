// A script's own help: what it is for, what it takes, one way to call it.
import type { ScriptMeta } from "../../protocol/script.ts";
import { describeArgs, exampleArgs, type ArgRow } from "../../script/args.ts";
import { POSITIONAL } from "../../protocol/read-args.ts";
import { shellWord } from "../shell-word.ts";
import { visibleText } from "../visible-text.ts";

/** Width that fits most terminals; words are never cut. */
const COLUMNS = 100;
const INDENT = "  ";

/** `script` is what the person typed: the example begins with it. */
export function scriptHelpLines(script: string, meta: ScriptMeta): string[] {
  const { name, description, whenToUse, phases } = meta;
  return [
    `${visibleText(name)}: ${visibleText(description)}`,
    ...(whenToUse === undefined ? [] : ["", ...wrapped(`When to use: ${visibleText(whenToUse)}`, "")]),
    "",
    ...argsLines(meta),
    ...(phases.length === 0 ? [] : ["", "Phases:"]),
    ...phases.flatMap(({ title, detail }) =>
      wrapped(visibleText(detail === undefined ? title : `${title}: ${detail}`), INDENT),
    ),
    "",
    "Example:",
    `${INDENT}${exampleCommand(script, meta)}`,
    "",
    "All that a run may be started with: pawl run --help",
  ];
}

function argsLines({ argsSchema }: ScriptMeta): string[] {
  if (argsSchema === undefined)
    return ["Args: the script does not describe them; its text says what it reads of `args`."];
  const rows = describeArgs(argsSchema);
  if (rows.length === 0) return ["Args: none."];
  const positional = argsSchema[POSITIONAL];
  return [
    "Args, as JSON by --args:",
    ...rows.flatMap(rowLines),
    ...(typeof positional === "string" ? ["", `A bare string as args stands for "${positional}".`] : []),
  ];
}

function rowLines(row: ArgRow): string[] {
  const state = row.required ? "required" : row.default === null ? "optional" : `default ${row.default}`;
  return [
    `${INDENT}${visibleText(row.name)}  (${visibleText(`${row.type}; ${state}`)})`,
    ...(row.meaning === "" ? [] : wrapped(visibleText(row.meaning), `${INDENT}${INDENT}${INDENT}`)),
  ];
}

function exampleCommand(script: string, { argsSchema }: ScriptMeta): string {
  const args = argsSchema === undefined ? {} : exampleArgs(argsSchema);
  const command = `pawl run ${shellWord(script)}`;
  return Object.keys(args).length === 0 ? command : `${command} --args ${shellWord(JSON.stringify(args))}`;
}

function wrapped(text: string, indent: string): string[] {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(/\s+/u)) {
    if (line !== indent && line.length + 1 + word.length > COLUMNS) {
      lines.push(line);
      line = indent;
    }
    line += line === indent ? word : ` ${word}`;
  }
  return [...lines, line];
}
