// team(task, options): a lead and members with a task list and mail; the host runs it.
import type { Json } from "../../protocol/json.ts";
import {
  TEAM_MEMBERS_MAX,
  TEAM_MINUTES_DEFAULT,
  TEAM_WAKES_DEFAULT,
  TEAM_WAKES_MAX,
} from "../../protocol/limits.ts";
import { LEAD_NAME } from "../../protocol/team.ts";
import { toDepth, toEffort, toLimits, toPlace, type AgentPorts } from "./agent.ts";
import type { Request } from "./channel.ts";
import { present, toCount, toNames, toNumber, toOptions, toText } from "./options.ts";
import type { Options } from "./options.ts";

const NAME = /^[\p{L}\p{N}][\p{L}\p{N}_-]{0,39}$/u;

export function makeTeam(ports: AgentPorts) {
  return async function team(task: unknown, options?: unknown): Promise<Json> {
    const request = toRequest(task, toOptions("team(task, options)", options), ports);
    const limit = ports.counters.exhausted();
    if (limit !== null) throw limit;
    return ports.channel.ask(request);
  };
}

function toRequest(task: unknown, options: Options, ports: AgentPorts): Request {
  if (typeof task !== "string" || task.trim() === "") {
    throw new TypeError(
      `team(task, options) takes a text that says what is to be done, got ${task === "" ? "an empty text" : typeof task}`,
    );
  }
  const lead = toMember(toOptions("team(): lead", options["lead"]), "lead", ports);
  const members = toMembers(options["members"], ports);
  refuseSameNames([lead, ...members]);
  const maxWakes = toCount("team(): maxWakes", options["maxWakes"]) ?? TEAM_WAKES_DEFAULT;
  if (maxWakes > TEAM_WAKES_MAX)
    throw new RangeError(`team(): maxWakes is at most ${TEAM_WAKES_MAX}, got ${maxWakes}`);
  return {
    t: "team",
    task,
    phase: toText("team(): phase", options["phase"]) ?? ports.currentPhase(),
    lead,
    members,
    maxWakes,
    maxMinutes: toNumber("team(): maxMinutes", options["maxMinutes"]) ?? TEAM_MINUTES_DEFAULT,
    ...present({ maxTokens: toCount("team(): maxTokens", options["maxTokens"]) }),
  } as Request;
}

type Named = { readonly name: string };

function toMembers(members: unknown, ports: AgentPorts): Named[] {
  if (!Array.isArray(members) || members.length === 0) {
    throw new TypeError(
      'team(): members takes an array with at least one element, such as [{ name: "ann" }]',
    );
  }
  if (members.length > TEAM_MEMBERS_MAX) {
    throw new RangeError(`team(): a team has at most ${TEAM_MEMBERS_MAX} members, got ${members.length}`);
  }
  return Array.from(members as unknown[], (member, at) => {
    const where = `members[${at}]`;
    return toMember(toOptions(`team(): ${where}`, member), where, ports);
  });
}

function toMember(options: Options, where: string, ports: AgentPorts): Named {
  const at = (key: string): string => `team(): ${where}.${key}`;
  const name = toText(at("name"), options["name"]) ?? (where === "lead" ? LEAD_NAME : "");
  if (!NAME.test(name)) {
    throw new TypeError(
      `${at("name")} is a word of letters, digits, _ and -, of at most 40 characters; got ${JSON.stringify(name)}`,
    );
  }
  return {
    name,
    ...present({
      prompt: toText(at("prompt"), options["prompt"]),
      model: toText(at("model"), options["model"]),
      effort: toEffort(options["effort"], ports),
      agentType: toText(at("agentType"), options["agentType"]),
      tools: toNames(at("tools"), options["tools"]),
      cwd: toText(at("cwd"), options["cwd"]),
      ...toPlace(options),
      ...toLimits(options),
      subagents: toDepth(options["subagents"]),
    }),
  };
}

function refuseSameNames(team: readonly Named[]): void {
  const names = team.map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined)
    throw new TypeError(`team(): two of the team are called ${JSON.stringify(twice)}; messages go by name`);
}
