// What the pages point at must be there, and what they tell people to type must be what the program takes.
import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Command } from "../../src/cli/command.ts";
import { COMMANDS } from "../../src/cli/commands.ts";
import {
  CONTROL_MESSAGES,
  QUERIES,
  TASK_QUEUE_DEFAULT,
  WORKFLOW_TYPE_RUN,
} from "../../src/protocol/names.ts";
import { parseRunInput } from "../../src/protocol/run-input.ts";
import { compileScript } from "../../src/script/compile-script.ts";
import { formatDiagnostics } from "../../src/script/diagnostics.ts";
import { validateRules } from "../../src/simulator/rule-schema.ts";
import { ALLOWED } from "../architecture/import-table.ts";
import { commandsOf, readPage, ROOT, tableOf } from "./page.ts";

const PAGES = [
  ...[
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "examples/README.md",
    "library/README.md",
  ],
  ...readdirSync(`${ROOT}docs`, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".md"))
    .map((file) => `docs/${file}`),
];
const FLAGS_OF_ALL = ["--help", "--version"];

describe.each(PAGES)("%s", (name) => {
  const page = readPage(name);

  test("its links lead somewhere", () => {
    const targets = [...page.matchAll(/\]\((?!https?:)([^)#\s]+)/g)].map(([, target = ""]) => target);
    expect(targets.filter((target) => !existsSync(join(ROOT, dirname(name), target)))).toEqual([]);
  });

  test("the files it names exist", () => {
    const named = [...page.matchAll(/`((?:src|test|scripts|docs|examples|library)\/[\w./-]*)`/g)].map(
      ([, path = ""]) => path,
    );
    expect(
      named.filter((path) => !path.includes("NAME") && !/NN-/.test(path) && !existsSync(ROOT + path)),
    ).toEqual([]);
  });

  test("its commands are the program's", async () => {
    const lines = commandsOf(page).filter((line) => /^(npx )?pawl /.test(line));
    const problems = await Promise.all(lines.map(problemOfCommand));
    expect(problems.filter((problem) => problem !== null)).toEqual([]);
  });

  test("its words to the Temporal program are those of a run", () => {
    const lines = commandsOf(page).filter((line) => line.startsWith("temporal workflow "));
    expect(lines.map(problemOfTemporal).filter((problem) => problem !== null)).toEqual([]);
  });
});

test("no two decisions have one number, and each names its own", () => {
  const files = readdirSync(`${ROOT}docs/decisions`).toSorted();
  const numbers = files.map((file) => file.slice(0, 4));
  expect(new Set(numbers).size).toBe(numbers.length);
  for (const file of files) {
    expect(readPage(`docs/decisions/${file}`)).toMatch(new RegExp(`^# ${file.slice(0, 4)}: `));
  }
});

test("README's script is sound", () => {
  const [, script = ""] = /^```js\n(.*?)^```$/ms.exec(readPage("README.md")) ?? [];
  const result = compileScript(script);
  const found = result.ok ? result.script.warnings : result.diagnostics;
  expect(formatDiagnostics("review.js", found)).toBe("");
  expect(script).toContain("export const meta");
});

test("ARCHITECTURE shows the import table that is held", () => {
  const rows = tableOf(readPage("ARCHITECTURE.md"), "folder").map((row) =>
    row.map((cell) => cell.replaceAll("`", "")),
  );
  expect(Object.fromEntries(rows)).toEqual(
    Object.fromEntries(Object.entries(ALLOWED).map(([folder, names]) => [folder, names.join(", ")])),
  );
});

test("the simulator's page shows rules that it takes", async () => {
  const [, text = ""] = /^```js\n(.*?)^```$/ms.exec(readPage("docs/simulator.md")) ?? [];
  const { default: rules } = (await import(`data:text/javascript,${encodeURIComponent(text)}`)) as {
    default: unknown;
  };
  expect(validateRules(rules, "docs/simulator.md").length).toBeGreaterThan(2);
});

async function problemOfCommand(line: string): Promise<string | null> {
  const [name = "", ...words] = line.replace(/^npx /, "").split(" ").slice(1);
  if (name.startsWith("--")) return FLAGS_OF_ALL.includes(name) ? null : `${line}: no such flag`;
  const entry = COMMANDS.find((command) => command.name === name);
  if (entry === undefined) return `${line}: no such command`;
  if (name === "temporal") return problemOfTemporal(words.join(" "));
  const known = flagsOf(await entry.load());
  const unknown = words.filter((word) => word.startsWith("--") && !known.includes(word));
  return unknown.length === 0 ? null : `${line}: no such flag: ${unknown.join(", ")}`;
}

function flagsOf({ options }: Command): string[] {
  return [
    ...FLAGS_OF_ALL,
    ...options.flatMap(({ flags }) => [...flags.matchAll(/--[\w-]+/g)].map(([flag]) => flag)),
  ];
}

function problemOfTemporal(line: string): string | null {
  const option = (name: string): string | undefined => new RegExp(`--${name} (\\S+)`).exec(line)?.[1];
  const [, input] = /--input '([^']*)'/.exec(line) ?? [];
  if (/workflow start/.test(line)) {
    if (option("task-queue") !== TASK_QUEUE_DEFAULT) return `${line}: not pawl's queue`;
    if (option("type") !== WORKFLOW_TYPE_RUN) return null;
    const parsed = parseRunInput(JSON.parse(input ?? "null"));
    return parsed.ok ? null : `${line}: ${parsed.message}`;
  }
  if (/workflow query/.test(line)) return isOneOf(QUERIES, option("type")) ? null : `${line}: no such query`;
  if (/workflow (signal|update)/.test(line)) {
    return isOneOf(CONTROL_MESSAGES, option("name")) ? null : `${line}: no such message`;
  }
  return null;
}

function isOneOf(names: readonly string[], name: string | undefined): boolean {
  return name !== undefined && names.includes(name);
}
