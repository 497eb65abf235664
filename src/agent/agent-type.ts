// Named agent definitions (A07): what an agent of that type is told and which tools it gets.
import { GRANTABLE_TOOLS, type GrantableTool } from "../protocol/agent.ts";
import { TEAM_TOOLS } from "../protocol/team.ts";

/** What every agent has unless its type or its call says less. */
export const BASIC_TOOLS = ["Read", "Write", "Edit", "Glob", "Grep", "Bash"] as const;
/** Starts agents. An agent has it by its call's option `subagents`, or because its type lists it. */
export const DELEGATION = "Agent";
export const TOOL_NAMES = [...BASIC_TOOLS, ...GRANTABLE_TOOLS, DELEGATION, ...TEAM_TOOLS] as const;

export type ToolName = (typeof TOOL_NAMES)[number];

/** They change nothing in the workspace. */
export const READ_ONLY_TOOLS: readonly ToolName[] = ["Read", "Glob", "Grep"];
/** They can change it. What an agent has others do is theirs. */
export const WRITING_TOOLS: readonly ToolName[] = ["Write", "Edit", "Bash"];

export type AgentType = {
  readonly name: string;
  readonly description: string;
  /** What an agent of this type has; a grantable tool among them is granted by the type. */
  readonly tools: readonly ToolName[];
  /** What it has besides when the run grants it. */
  readonly ifGranted: readonly GrantableTool[];
  /** It starts no agents, whatever its call says. */
  readonly neverDelegates?: true;
  /** Nothing it does can change the workspace: commands find it read-only. Goes with tools that do not write. */
  readonly readOnly?: true;
  /** Alias, id or `inherit`; absent: the run's. */
  readonly model?: string;
  readonly effort?: string;
  /** Added to the system prompt. */
  readonly prompt: string;
};

export const GENERAL_PURPOSE: AgentType = {
  name: "general-purpose",
  description: "Any task: searches, reads, changes files, runs commands.",
  tools: BASIC_TOOLS,
  ifGranted: GRANTABLE_TOOLS,
  prompt: "",
};

/**
 * Who judges what others did, as in the system goal. Its name is pawl's own: a file must not make one of it that can
 * change what it judges.
 */
export const VERIFY: AgentType = {
  name: "Verify",
  description: "Finds out whether something is as it should be: runs commands, changes nothing.",
  tools: [...READ_ONLY_TOOLS, "Bash"],
  ifGranted: GRANTABLE_TOOLS,
  neverDelegates: true,
  readOnly: true,
  prompt:
    "Your job is to find out whether something is as it is said to be. You cannot change anything: look for yourself, and report what you saw, with its file and line. Commands find your working directory read-only. What has to write, as builds and most tests do, runs in a copy that the same command makes and that is gone afterwards: cp -R . /tmp/copy && cd /tmp/copy && npm test.",
};

export const BUILT_IN_TYPES: readonly AgentType[] = [
  GENERAL_PURPOSE,
  {
    name: "Explore",
    description: "Finds things in a code base without changing it.",
    tools: READ_ONLY_TOOLS,
    ifGranted: GRANTABLE_TOOLS,
    prompt:
      "Your job is to find things out, fast. You cannot change anything. Search broadly first, then read only what matters, and name every finding with its file and line.",
  },
  {
    name: "Plan",
    description: "Works out how to make a change, without making it.",
    tools: READ_ONLY_TOOLS,
    ifGranted: GRANTABLE_TOOLS,
    prompt:
      "Your job is to plan a change. You cannot make it. Read until you understand how the code works today, then give steps in order, each with its files, the risks, and how to tell that it worked.",
  },
  VERIFY,
];
