// Which tools one agent gets: what its type has, what the run grants, and of these what the call allows (A12).
import { GRANTABLE_TOOLS } from "../protocol/agent.ts";
import { TEAM_TOOLS, type TeamRole } from "../protocol/team.ts";
import { AgentError } from "./agent-error.ts";
import { DELEGATION, TOOL_NAMES } from "./agent-type.ts";
import type { AgentType, ToolName } from "./agent-type.ts";

/** An agent with a schema has it always: naming it in `tools` says nothing, and is no mistake. */
const ANSWER_TOOL = "StructuredOutput";

export type ToolChoice = {
  readonly type: AgentType;
  /** The run's: names out of `GRANTABLE_TOOLS`. */
  readonly grants?: readonly string[] | undefined;
  /** The call's allow-list; absent: all. */
  readonly tools?: readonly string[] | undefined;
  /** Levels of agents below this one. Absent: one, if the type lists the tool that starts them. */
  readonly subagents?: number | undefined;
  /** What it is in a team. */
  readonly team?: TeamRole | undefined;
  /** What it is held to because the agent that started it is. */
  readonly within?: readonly string[] | undefined;
};

/** In the order of `TOOL_NAMES`. Throws `InvalidCall` for a name that is unknown, not granted, or not the type's. */
export function grantedTools(choice: ToolChoice): readonly ToolName[] {
  const { type, tools, subagents = 0 } = choice;
  const has = toolsAtHand(choice);
  if (tools === undefined) return has;
  const wanted = tools.filter((name) => name !== ANSWER_TOOL);
  const missing = wanted.find((name) => !includes(has, name));
  if (missing !== undefined) throw refuseTool(missing, type, has);
  // Whoever asks for subagents in the same call means both; and a member of a team is none without its tools.
  const isOwn = (name: ToolName): boolean =>
    (name === DELEGATION && subagents > 0) || includes(TEAM_TOOLS, name);
  return has.filter((name) => wanted.includes(name) || isOwn(name));
}

function toolsAtHand({ type, grants = [], subagents, team, within }: ToolChoice): readonly ToolName[] {
  const unknownGrant = grants.find((name) => !includes(GRANTABLE_TOOLS, name));
  if (unknownGrant !== undefined) throw refuseGrant(unknownGrant);
  const granted = type.ifGranted.filter((name) => grants.includes(name));
  const depth = subagents ?? (type.tools.includes(DELEGATION) ? 1 : 0);
  return TOOL_NAMES.filter((name) => {
    if (name === DELEGATION) return depth > 0 && type.neverDelegates !== true;
    if (includes(TEAM_TOOLS, name)) return team === "lead" || (team === "member" && name !== "TeamEnd");
    const isHeld = within !== undefined && !within.includes(name);
    return !isHeld && (type.tools.includes(name) || includes(granted, name));
  });
}

function refuseGrant(name: string): AgentError {
  return new AgentError(
    "InvalidCall",
    `Expected grants out of ${GRANTABLE_TOOLS.join(", ")}; got ${JSON.stringify(name)}.`,
  );
}

function refuseTool(name: string, type: AgentType, has: readonly ToolName[]): AgentError {
  const list = has.join(", ") || "none";
  return new AgentError("InvalidCall", `Option tools: ${whyNot(name, type)} It has: ${list}.`);
}

function whyNot(name: string, type: AgentType): string {
  const whose = `an agent of type ${type.name}`;
  const quoted = JSON.stringify(name);
  if (includes(type.ifGranted, name)) {
    return `${quoted} is not granted to ${whose}. Start the run with grant: [${quoted}] (pawl run --grant ${name}), or name it in the tools of an agent type.`;
  }
  if (name === DELEGATION && type.neverDelegates !== true) {
    return `${whose} starts no agents of its own; option subagents: 1 lets it.`;
  }
  if (includes(TEAM_TOOLS, name)) return `${quoted} is for agents of a team() only.`;
  if (includes(TOOL_NAMES, name)) return `${whose} has no ${quoted}; use another agentType.`;
  const pattern = /^(?<tool>\w+)\(/.exec(name)?.groups?.["tool"];
  const hint =
    pattern === undefined ? "" : ` Patterns cannot be held; ${pattern} is allowed whole or not at all.`;
  return `there is no tool ${quoted}; known: ${TOOL_NAMES.join(", ")}.${hint} This is ${whose}.`;
}

function includes<Name extends string>(names: readonly Name[], name: string): name is Name {
  return (names as readonly string[]).includes(name);
}
