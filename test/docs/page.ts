// A page of the documentation as a test reads it.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

export function readPage(name: string): string {
  return readFileSync(`${ROOT}${name}`, "utf8");
}

/** The text of the section with this heading, up to the next heading of its level or above. */
export function sectionOf(page: string, heading: string): string {
  const at = page.indexOf(`\n${heading}\n`);
  if (at < 0) throw new Error(`expected a heading "${heading}", found none`);
  const level = heading.indexOf(" ");
  const rest = page.slice(at + heading.length + 2);
  const end = rest.search(new RegExp(`^#{1,${level}} `, "m"));
  return end < 0 ? rest : rest.slice(0, end);
}

export type TableRow = readonly string[];

/** Rows of the table whose first column is headed so, cells trimmed, without back quotes around a first cell. */
export function tableOf(text: string, firstHead: string): TableRow[] {
  const lines = text.split("\n");
  const head = lines.findIndex((line) => cells(line)[0] === firstHead);
  if (head < 0) throw new Error(`expected a table that begins with "${firstHead}", found none`);
  const end = lines.findIndex((line, index) => index > head && !line.startsWith("|"));
  return lines.slice(head + 2, end < 0 ? undefined : end).map((line) => cells(line));
}

export function firstNames(rows: readonly TableRow[]): string[] {
  return rows.flatMap(([first = ""]) => /^`([^`]+)`/.exec(first)?.[1] ?? []);
}

function cells(line: string): string[] {
  if (!line.startsWith("|")) return [];
  return line
    .slice(1, line.lastIndexOf("|"))
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());
}

/** Code blocks indented by four spaces: what a person types. */
export function commandsOf(page: string): string[] {
  return page.split("\n").flatMap((line) => /^ {4}(\S.*)$/.exec(line)?.[1] ?? []);
}

/** Commands within a line, between back quotes. */
export function inlineCommandsOf(page: string): string[] {
  return [...page.matchAll(/`((?:pawl|temporal) [^`]+)`/g)].map(([, command = ""]) => command);
}
