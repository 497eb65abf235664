// The pages of docs/library and docs/systems say what the scripts say of themselves, and their commands are ones that the
// scripts take.
import { existsSync, readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { fitArgs } from "../../src/activities/fit-args.ts";
import { priceOf } from "../../src/agent/prices.ts";
import { toModelId } from "../../src/agent/model-table.ts";
import type { Json, JsonObject } from "../../src/protocol/json.ts";
import {
  ESTIMATE_CACHED_TOKENS,
  ESTIMATE_INPUT_TOKENS,
  ESTIMATE_OUTPUT_TOKENS,
  ESTIMATE_PROMPT_TOKENS,
  HEAR_DEFAULT_MS,
  TEAM_MINUTES_DEFAULT,
  TEAM_WAKES_DEFAULT,
} from "../../src/protocol/limits.ts";
import type { ScriptMeta } from "../../src/protocol/script.ts";
import { argsTable } from "../../src/script/args-table.ts";
import { describeArgs, exampleArgs } from "../../src/script/args.ts";
import { compileScript } from "../../src/script/compile-script.ts";
import { libraryScripts, libraryText } from "../library/library-folder.ts";
import { commandsOf, inlineCommandsOf, readPage, ROOT, tableOf } from "./page.ts";

const SYSTEMS = "single subagents team goal".split(" ");
const DESCRIBED = libraryScripts().filter((name) => existsSync(`${ROOT}docs/library/${name}.md`));
const PAGES = [
  ...DESCRIBED.map((name) => [`docs/library/${name}.md`, name] as const),
  ...SYSTEMS.map((name) => [`docs/systems/${name}.md`, name] as const),
];
const INDEX = readPage("docs/library/README.md");

/** Tables are aligned by the formatter; words count. */
const plain = (text: string): string => text.replaceAll(/ +/g, " ").replaceAll(/-{3,}/g, "---").trim();

function metaOf(name: string): ScriptMeta {
  const compiled = compileScript(libraryText(name));
  if (!compiled.ok) throw new Error(`${name} does not compile`);
  return compiled.script.meta;
}

test("each of the seven has its page, each system has, and the indexes name every page", () => {
  const seven = "deep-research docs-sync fix-until-green migrate review security-sweep test-gaps".split(" ");
  expect(DESCRIBED).toEqual(expect.arrayContaining(seven));
  const pages = readdirSync(`${ROOT}docs/library`).filter((file) => file !== "README.md");
  expect(pages.filter((page) => !INDEX.includes(`](${page})`))).toEqual([]);
  const systems = readdirSync(`${ROOT}docs/systems`).filter((file) => file !== "README.md");
  expect(systems.toSorted()).toEqual(SYSTEMS.map((name) => `${name}.md`).toSorted());
  for (const page of systems) expect(readPage("docs/systems/README.md")).toContain(`](${page})`);
  expect(new Set(PAGES.map(([, name]) => name))).toEqual(new Set(libraryScripts()));
});

describe.each(PAGES)("%s", (file, name) => {
  const page = readPage(file);
  const meta = metaOf(name);
  const schema = meta.argsSchema ?? {};

  test("has the args of the script (node scripts/generate-library-docs.mjs writes them)", () => {
    const section = /<!-- args -->\n(?<table>.*)<!-- \/args -->/s.exec(page)?.groups?.["table"] ?? "";
    expect(plain(section)).toBe(plain(argsTable(schema)));
  });

  test("has a row for each property of the schema, and each row is one, whoever wrote the table", () => {
    const properties = (schema["properties"] ?? {}) as Readonly<Record<string, JsonObject>>;
    const required = (schema["required"] ?? []) as readonly string[];
    const rows = tableOf(page, "arg").map(([arg = "", , otherwise = "", meaning = ""]) => [
      ...[arg, otherwise === "required", meaning],
    ]);
    expect(rows).toEqual(
      Object.entries(properties).map(([arg, { description }]) => [
        ...[`\`${arg}\``, required.includes(arg), (description as string).replaceAll("|", "\\|")],
      ]),
    );
  });

  test("shows commands whose args the script takes", () => {
    const given = argsInCommands(page, name);
    expect(given.length).toBeGreaterThan(0);
    for (const args of given) expect(() => fitArgs(meta, { args })).not.toThrow();
  });

  test("describes every arg, and shows an example that fits", () => {
    const properties = Object.values(schema["properties"] ?? {}) as { description?: string }[];
    expect(properties.filter(({ description }) => !description)).toEqual([]);
    expect(() => fitArgs(meta, { args: exampleArgs(schema) })).not.toThrow();
  });
});

test("the commands of the index are ones that the scripts take", () => {
  for (const name of DESCRIBED) {
    for (const args of argsInCommands(INDEX, name))
      expect(() => fitArgs(metaOf(name), { args })).not.toThrow();
  }
});

test("an agent of the usual size costs what the index says", () => {
  const rows = tableOf(INDEX, "model").map(([model = "", dollars]) => [model, Number(dollars)] as const);
  expect(rows.map(([model]) => model)).toEqual(["haiku", "sonnet", "opus"]);
  for (const [model, dollars] of rows) {
    const call = { promptTokens: ESTIMATE_PROMPT_TOKENS, at: Date.parse("2026-11-01") };
    const price = priceOf(toModelId(model), call);
    if (price === null) throw new Error(`${model} has no price`);
    const millionths =
      ESTIMATE_INPUT_TOKENS * price.input +
      ESTIMATE_CACHED_TOKENS * price.cacheRead +
      ESTIMATE_OUTPUT_TOKENS * price.output;
    expect(millionths / 1_000_000).toBeCloseTo(dollars, 6);
  }
});

test("the index names the size that estimates go by", () => {
  const numbers = [ESTIMATE_INPUT_TOKENS, ESTIMATE_CACHED_TOKENS, ESTIMATE_OUTPUT_TOKENS];
  for (const number of numbers) expect(INDEX).toContain(number.toLocaleString("en-US"));
});

test("defaults that the engine fills in are those that the scripts tell", () => {
  const told = (name: string, arg: string): string | undefined =>
    describeArgs(metaOf(name).argsSchema ?? {}).find((row) => row.name === arg)?.meaning;
  expect(told("team", "maxMinutes")).toContain(`${TEAM_MINUTES_DEFAULT} if not given`);
  expect(told("team", "maxWakes")).toContain(`${TEAM_WAKES_DEFAULT} if not given`);
  expect(told("single", "keepOpenFor")).toContain(`if not given ${HEAR_DEFAULT_MS / 86_400_000} days`);
});

/** What `--args '…'` and `--input '…'` give to the script, in commands that start it. */
function argsInCommands(page: string, name: string): Json[] {
  return [...commandsOf(page), ...inlineCommandsOf(page)].flatMap((line) => {
    const isRun = line.startsWith(`pawl run ${name} `);
    const isType = line.includes(`--type ${name} `);
    const [, text] = /--(?:args|input) '([^']*)'/.exec(line) ?? [];
    if (text === undefined) return [];
    const value = JSON.parse(text) as Json;
    if (isRun || isType) return [value];
    const { name: named, args } = (value ?? {}) as { name?: string; args?: Json };
    return named === name && args !== undefined ? [args] : [];
  });
}
