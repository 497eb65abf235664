// The door of a run: every key, what it stands for when it is absent, and what is said of what does not fit.
import { describe, expect, it } from "vitest";
import { parseRunInput, runInputSchema, savedScriptSettings } from "../../src/protocol/run-input.ts";

const KEYS = [
  "script",
  "name",
  "path",
  "args",
  "workspace",
  "model",
  "effort",
  "concurrency",
  "limits",
  "budget",
  "approval",
  "approvedBy",
  "grant",
];

function settingsOf(input: unknown) {
  const parsed = parseRunInput(input);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.settings;
}

function refusalOf(input: unknown): string {
  const parsed = parseRunInput(input);
  if (parsed.ok) throw new Error("it was taken");
  return parsed.message;
}

describe("what is taken", () => {
  it("one of script, name and path is enough; everything else has its default", () => {
    const defaults = {
      ...{ workspace: null, model: null, effort: null, concurrency: 16, maxAgents: 1_000, maxDepth: 1 },
      ...{ budgetOutputTokens: null, approval: "none", approvedBy: null, grants: [] },
    };
    expect(settingsOf({ script: "text" })).toEqual({ script: { kind: "text", text: "text" }, ...defaults });
    expect(settingsOf({ name: "saved" })).toEqual({ script: { kind: "name", name: "saved" }, ...defaults });
    expect(settingsOf({ path: "a/b.js" })).toEqual({ script: { kind: "path", path: "a/b.js" }, ...defaults });
  });

  it("every key is taken as given", () => {
    const input = {
      ...{ script: "", args: { a: [1] }, workspace: "/w", model: "haiku", effort: "max", concurrency: 1_000 },
      ...{
        limits: { agents: 5, depth: 8 },
        budget: { outputTokens: 10 },
        approval: "launch",
        approvedBy: "ann",
      },
      grant: ["WebSearch", "AskUserQuestion", "WebSearch"],
    };
    expect(settingsOf(input)).toEqual({
      ...{
        script: { kind: "text", text: "" },
        args: { a: [1] },
        workspace: "/w",
        model: "haiku",
        effort: "max",
      },
      ...{
        concurrency: 1_000,
        maxAgents: 5,
        maxDepth: 8,
        budgetOutputTokens: 10,
        approval: "launch",
        approvedBy: "ann",
      },
      grants: ["WebSearch", "AskUserQuestion"],
    });
    expect(Object.keys(runInputSchema.shape).toSorted((a, b) => a.localeCompare(b))).toEqual(
      KEYS.toSorted((a, b) => a.localeCompare(b)),
    );
  });

  it("W03 args is the value itself: null, texts and special keys too; absent is absent", () => {
    const special = JSON.parse('{"__proto__": 1, "a": {"constructor": 2}}') as unknown;
    for (const args of [null, "", "{}", 0, false, [], special])
      expect(settingsOf({ script: "s", args }).args).toBe(args);
    expect("args" in settingsOf({ script: "s" })).toBe(false);
  });

  it("W04 a budget of 0 or less counts as none", () => {
    for (const outputTokens of [0, -1, -1e9])
      expect(settingsOf({ script: "s", budget: { outputTokens } }).budgetOutputTokens).toBeNull();
    expect(settingsOf({ script: "s", budget: {} }).budgetOutputTokens).toBeNull();
    expect(settingsOf({ script: "s", budget: { outputTokens: 0.5 } }).budgetOutputTokens).toBe(0.5);
  });

  it("a saved script's one argument is args", () => {
    expect(savedScriptSettings("deep-research", ["which?"])).toMatchObject({
      script: { kind: "name", name: "deep-research" },
      args: "which?",
    });
    expect("args" in savedScriptSettings("deep-research", [])).toBe(false);
    expect(savedScriptSettings("x", [null]).args).toBeNull();
  });
});

describe("what is refused", () => {
  it("an unknown key, with the known ones", () => {
    const message = refusalOf({ script: "s", colour: "red" });
    expect(message).toContain("colour");
    for (const key of KEYS) expect(message).toContain(key);
  });

  it.each([
    ["no script at all", {}, /exactly one of script, name and path/],
    ["two scripts", { script: "s", name: "n" }, /exactly one of script, name and path/],
    ["all three", { script: "s", name: "n", path: "p" }, /exactly one/],
    ["an empty name", { name: "" }, /name/],
    ["an empty path", { path: "" }, /path/],
    ["a script that is no text", { script: 5 }, /script/],
    ["a workspace that is none", { script: "s", workspace: "" }, /workspace/],
    ["concurrency of 0", { script: "s", concurrency: 0 }, /concurrency/],
    ["concurrency of 1001", { script: "s", concurrency: 1001 }, /concurrency/],
    ["half an agent", { script: "s", concurrency: 1.5 }, /concurrency/],
    ["too many agents", { script: "s", limits: { agents: 1e9 } }, /limits\.agents/],
    ["no agents", { script: "s", limits: { agents: 0 } }, /limits\.agents/],
    ["a depth below 0", { script: "s", limits: { depth: -1 } }, /limits\.depth/],
    ["an unknown limit", { script: "s", limits: { time: 5 } }, /limits.*time/],
    ["an unknown budget", { script: "s", budget: { euro: 5 } }, /budget.*euro/],
    ["a budget that is a text", { script: "s", budget: { outputTokens: "10" } }, /budget\.outputTokens/],
    ["a tool that nobody can grant", { script: "s", grant: ["Bash"] }, /grant.*AskUserQuestion/],
    ["a grant that is no list", { script: "s", grant: "WebSearch" }, /grant/],
    ["an approval that is none", { script: "s", approval: "later" }, /approval/],
    ["a yes to what is not asked", { script: "s", approvedBy: "ann" }, /approvedBy: it answers a question/],
  ])("%s", (_what, input, words) => {
    expect(refusalOf(input)).toMatch(words);
  });

  it.each([
    [undefined, "no input"],
    [null, "null"],
    [[], "an array"],
    ["a text", "string"],
    [5, "number"],
  ])("%j instead of an object", (input, got) => {
    expect(refusalOf(input)).toContain(`got ${got}`);
    expect(refusalOf(input)).toContain("concurrency");
  });
});
