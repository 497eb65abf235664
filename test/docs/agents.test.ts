// The page about agents says what the code does: its numbers and its names are the code's.
import { describe, expect, test } from "vitest";
import {
  BASIC_TOOLS,
  BUILT_IN_TYPES,
  READ_ONLY_TOOLS,
  TOOL_NAMES,
  VERIFY,
} from "../../src/agent/agent-type.ts";
import { parseAgentDefinition } from "../../src/agent/agent-definition.ts";
import { fakeKeys } from "../agent/redact/fake-keys.ts";
import { makeRedactor } from "../../src/agent/redact/redactor.ts";
import * as limits from "../../src/protocol/limits.ts";
import { PROTECTED_PLACES } from "../../src/workspace/protected-places.ts";
import { readPage, sectionOf } from "./page.ts";

/** Lines are broken where they are full, and columns padded; neither says anything. */
const PAGE = readPage("docs/agents.md").replaceAll(/\s+/g, " ");
const number = (value: number): string => value.toLocaleString("en-US");

describe("numbers", () => {
  test.each([
    ["turns", `\`maxTurns\`, ${limits.AGENT_MAX_TURNS} if not given`],
    ["silence", `\`stallMs\`, ${limits.STALL_MS_DEFAULT / 1_000} s if not given`],
    [
      "a command",
      `its \`timeout\`, ${limits.COMMAND_TIMEOUT_MS_DEFAULT / 1_000} s if not given, at most 600 s`,
    ],
    ["an answer", `${number(limits.MODEL_MAX_OUTPUT_TOKENS)} tokens`],
    [
      "the context",
      `at ${limits.CONTEXT_TRIM_AT * 100} % the oldest tool results are cut, down to ${limits.CONTEXT_TRIM_TO * 100} %`,
    ],
    ["structured answers", `${limits.STRUCTURED_TRIES} tries, ${limits.STRUCTURED_NUDGES} reminders`],
    ["the result", `${number(limits.RESULT_MAX_BYTES)} bytes`],
    ["waits in place", `waits up to ${limits.MODEL_WAIT_MAX_MS / 1_000} s in place`],
    ["siblings", `until its answer begins, ${limits.PREFIX_WAIT_MAX_MS / 1_000} s at most`],
    ["retries", `after ${limits.RETRY_FIRST_MS / 1_000} s, 2 s, 4 s, up to a minute`],
  ])("of %s", (_what, words) => {
    expect(PAGE).toContain(words);
    expect(limits.RETRY_MAX_MS).toBe(60_000);
  });
});

test("the first six tools of the page are those that every agent has", () => {
  const named = [...PAGE.matchAll(/\*\*`(\w+)`\*\*:/g)].map(([, name]) => name);
  expect(named.slice(0, BASIC_TOOLS.length)).toEqual(BASIC_TOOLS);
  expect(new Set(named)).toEqual(new Set(TOOL_NAMES));
  expect(PAGE).toContain("`AskUserQuestion`, `WebSearch` and `WebFetch` have to be granted");
});

test("the built-in types that only read have the tools that it names", () => {
  for (const name of ["Explore", "Plan"])
    expect(BUILT_IN_TYPES.find((type) => type.name === name)?.tools).toEqual(READ_ONLY_TOOLS);
  expect(PAGE).toContain("which have `Read`, `Glob` and `Grep` only");
  expect(VERIFY.tools).toEqual([...READ_ONLY_TOOLS, "Bash"]);
  expect(PAGE).toContain("`Verify` has `Read`, `Glob`, `Grep` and `Bash`");
});

test("its agent definition is one, with the tools it lists and what they grant", () => {
  const [, text = ""] = /^```markdown\n(.*?)^```$/ms.exec(readPage("docs/agents.md")) ?? [];
  expect(parseAgentDefinition(text)).toMatchObject({
    name: "reviewer",
    tools: ["Read", "Glob", "Grep", "WebFetch"],
    ifGranted: [],
    model: "opus",
    effort: "high",
  });
});

test("the places that cannot be written are all named", () => {
  for (const place of PROTECTED_PLACES) expect(PAGE).toContain(`\`${place}\``);
});

test("keys of the vendors it names are found", () => {
  const secrets = sectionOf(readPage("docs/agents.md"), "## Secrets").toLowerCase();
  const { text } = makeRedactor({ values: [] });
  const kinds = fakeKeys("docs").map(([kind, key]) => {
    expect(text(key)).toContain(`[redacted: ${kind}]`);
    return kind.split(" ")[0] ?? "";
  });
  for (const vendor of [
    "anthropic",
    "openai",
    "aws",
    "github",
    "gitlab",
    "google",
    "slack",
    "stripe",
    "npm",
    "pypi",
  ]) {
    expect(secrets).toContain(vendor);
    expect(kinds).toContain(vendor);
  }
});
