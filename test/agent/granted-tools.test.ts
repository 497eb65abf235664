import { expect, test } from "vitest";
import { isAgentError } from "../../src/agent/agent-error.ts";
import { BASIC_TOOLS, BUILT_IN_TYPES, GENERAL_PURPOSE } from "../../src/agent/agent-type.ts";
import type { AgentType } from "../../src/agent/agent-type.ts";
import { grantedTools } from "../../src/agent/granted-tools.ts";
import type { ToolChoice } from "../../src/agent/granted-tools.ts";

const builtIn = (name: string): AgentType => {
  const type = BUILT_IN_TYPES.find((one) => one.name === name);
  if (type === undefined) throw new Error(name);
  return type;
};
const searcher: AgentType = {
  name: "searcher",
  description: "",
  tools: ["Read", "WebSearch"],
  ifGranted: [],
  prompt: "",
};

function refusal(choice: ToolChoice): string {
  try {
    grantedTools(choice);
  } catch (error) {
    if (isAgentError(error) && error.type === "InvalidCall" && !error.retryable) return error.message;
    throw error;
  }
  throw new Error("was not refused");
}

test("an agent has the basic tools and nothing that reaches people or the internet", () => {
  expect(grantedTools({ type: GENERAL_PURPOSE })).toEqual(BASIC_TOOLS);
});

test("a run's grant adds to types that leave it open, and to no other", () => {
  const grants = ["WebSearch", "AskUserQuestion"];
  expect(grantedTools({ type: GENERAL_PURPOSE, grants })).toEqual([
    ...BASIC_TOOLS,
    "AskUserQuestion",
    "WebSearch",
  ]);
  expect(grantedTools({ type: searcher, grants })).toEqual(["Read", "WebSearch"]);
});

test("an agent type that names a tool grants it", () => {
  expect(grantedTools({ type: searcher })).toEqual(["Read", "WebSearch"]);
});

test("read-only types stay read-only whatever is granted", () => {
  for (const name of ["Explore", "Plan"]) {
    const grants = ["AskUserQuestion", "WebSearch", "WebFetch"];
    expect(grantedTools({ type: builtIn(name), grants })).toEqual(["Read", "Glob", "Grep", ...grants]);
    expect(refusal({ type: builtIn(name), tools: ["Read", "Write"] })).toBe(
      `Option tools: an agent of type ${name} has no "Write"; use another agentType. It has: Read, Glob, Grep.`,
    );
  }
});

test("who verifies runs commands, writes no file and starts nobody who could", () => {
  expect(grantedTools({ type: builtIn("Verify"), subagents: 2 })).toEqual(["Read", "Glob", "Grep", "Bash"]);
  expect(refusal({ type: builtIn("Verify"), tools: ["Edit"] })).toContain('has no "Edit"');
});

test("A12 tools is an allow-list: what it names and the agent has", () => {
  expect(grantedTools({ type: GENERAL_PURPOSE, tools: ["Grep", "Read", "Read"] })).toEqual(["Read", "Grep"]);
  expect(grantedTools({ type: GENERAL_PURPOSE, tools: [] })).toEqual([]);
  expect(grantedTools({ type: GENERAL_PURPOSE, tools: ["StructuredOutput"] })).toEqual([]);
  expect(grantedTools({ type: GENERAL_PURPOSE, grants: ["WebFetch"], tools: ["WebFetch"] })).toEqual([
    "WebFetch",
  ]);
});

test("A12 a tool that is not granted is refused with the way to grant it", () => {
  expect(refusal({ type: GENERAL_PURPOSE, tools: ["Read", "WebSearch"] })).toBe(
    'Option tools: "WebSearch" is not granted to an agent of type general-purpose. Start the run with grant: ["WebSearch"] (pawl run --grant WebSearch), or name it in the tools of an agent type. It has: Read, Write, Edit, Glob, Grep, Bash.',
  );
  expect(refusal({ type: searcher, grants: ["WebFetch"], tools: ["WebFetch"] })).toContain(
    'an agent of type searcher has no "WebFetch"',
  );
});

test("A12 a tool there is not is refused with the known ones, a pattern with the reason", () => {
  expect(refusal({ type: GENERAL_PURPOSE, tools: ["read"] })).toContain(
    'there is no tool "read"; known: Read, Write, Edit, Glob, Grep, Bash, AskUserQuestion, WebSearch, WebFetch, Agent, ',
  );
  expect(refusal({ type: GENERAL_PURPOSE, tools: ["Bash(git *)"] })).toContain(
    "Patterns cannot be held; Bash is allowed whole or not at all.",
  );
});

test("a grant of something else is refused with what can be granted", () => {
  expect(refusal({ type: GENERAL_PURPOSE, grants: ["Bash"] })).toBe(
    'Expected grants out of AskUserQuestion, WebSearch, WebFetch; got "Bash".',
  );
});

test("subagents gives the tool Agent, besides what tools allows; 0 takes it from a type that lists it", () => {
  const lead: AgentType = { ...searcher, tools: ["Read", "Agent"] };
  expect(grantedTools({ type: GENERAL_PURPOSE, subagents: 1 })).toEqual([...BASIC_TOOLS, "Agent"]);
  expect(grantedTools({ type: GENERAL_PURPOSE, subagents: 2, tools: ["Read"] })).toEqual(["Read", "Agent"]);
  expect(grantedTools({ type: lead })).toEqual(["Read", "Agent"]);
  expect(grantedTools({ type: lead, subagents: 0 })).toEqual(["Read"]);
  expect(grantedTools({ type: { ...lead, neverDelegates: true }, subagents: 1 })).toEqual(["Read"]);
  expect(refusal({ type: GENERAL_PURPOSE, tools: ["Read", "Agent"] })).toContain(
    "option subagents: 1 lets it",
  );
});

test("an agent that another one started has no tools beyond that one's, and is not refused for it", () => {
  expect(grantedTools({ type: GENERAL_PURPOSE, within: ["Read", "WebSearch"] })).toEqual(["Read"]);
  expect(grantedTools({ type: GENERAL_PURPOSE, within: ["Read"], subagents: 1 })).toEqual(["Read", "Agent"]);
});

test("a team gives its agents its tools, whatever the call allows; the end of it is the lead's alone", () => {
  expect(grantedTools({ type: GENERAL_PURPOSE, tools: ["Read"], team: "member" })).toEqual([
    ...["Read", "TaskCreate", "TaskList", "TaskGet", "TaskUpdate", "SendMessage"],
  ]);
  expect(grantedTools({ type: builtIn("Explore"), team: "lead" })).toContain("TeamEnd");
  expect(refusal({ type: GENERAL_PURPOSE, tools: ["TaskList"] })).toContain("for agents of a team() only");
});
