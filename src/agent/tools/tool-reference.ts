// What people read of the tools: made from the same descriptions that the model gets and its input is held to.
import { TOOL_NAMES } from "../agent-type.ts";
import type { Json, JsonObject } from "../../protocol/json.ts";
import { makeTools } from "./make-tools.ts";
import { serverTools } from "./server-tools.ts";

/** Markdown: a paragraph for each tool, and a table of its input. Written into docs/agents.md by a script. */
export function toolReference(): string {
  const local = makeTools(TOOL_NAMES, { root: "/", signal: new AbortController().signal });
  const sections = [
    ...local.map((tool) => section(tool.name, tool.description, inputTable(tool.inputSchema))),
    ...serverTools(TOOL_NAMES).map((tool) => section(tool.name, tool.description, [])),
  ];
  return sections.join("\n\n");
}

function section(name: string, description: string, table: readonly string[]): string {
  return [`**\`${name}\`**: ${inMarkdown(description)}`, ...(table.length === 0 ? [] : ["", ...table])].join(
    "\n",
  );
}

function inputTable(schema: JsonObject): readonly string[] {
  return [
    "| input | type | if not given | what it is |",
    "| --- | --- | --- | --- |",
    ...inputRows(schema, ""),
  ];
}

/** A row for each property, with those of nested objects below theirs. */
function inputRows(schema: JsonObject, prefix: string): readonly string[] {
  const required = (schema["required"] ?? []) as readonly Json[];
  return Object.entries(objectOf(schema["properties"])).flatMap(([name, given]) => {
    const property = objectOf(given);
    const isRequired = required.includes(name) && property["default"] === undefined;
    const cells = [`\`${prefix}${name}\``, typeOf(property), absent(property, isRequired), textOf(property)];
    const inner = property["type"] === "array" ? objectOf(property["items"]) : property;
    const below = property["type"] === "array" ? `${prefix}${name}[].` : `${prefix}${name}.`;
    return [`| ${cells.join(" | ")} |`, ...inputRows(inner, below)];
  });
}

function typeOf({ type, enum: values }: JsonObject): string {
  if (Array.isArray(values)) return values.map((value) => `\`${String(value)}\``).join(", ");
  return typeof type === "string" ? type : "any";
}

function absent(property: JsonObject, isRequired: boolean): string {
  if (isRequired) return "required";
  return property["default"] === undefined ? "" : `\`${JSON.stringify(property["default"])}\``;
}

function textOf({ description }: JsonObject): string {
  return inMarkdown(typeof description === "string" ? description : "").replaceAll("|", "\\|");
}

/** Quoted globs would be taken for emphasis. */
function inMarkdown(text: string): string {
  return text.replaceAll(/"(?<glob>[^"]*\*[^"]*)"/g, "`$<glob>`");
}

function objectOf(value: Json | undefined): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}
