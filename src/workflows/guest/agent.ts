// agent(prompt, options?): checks what the caller wrote, counts it, asks the host (A01 to A13).
import type { Json } from "../../protocol/json.ts";
import { AGENT_OPTIONS, CONTINUED_OPTIONS, EFFORTS } from "../../protocol/agent.ts";
import { BOX_NAME_MAX_CHARS, SUBAGENT_DEPTH_MAX } from "../../protocol/limits.ts";
import type { Channel, Request } from "./channel.ts";
import type { Counters } from "./counters.ts";
import { toMilliseconds } from "./durations.ts";
import { present, toCount, toFlag, toNames, toNumber, toObject, toOptions, toText } from "./options.ts";
import type { Options } from "./options.ts";

export type AgentPorts = {
  readonly channel: Channel;
  readonly counters: Counters;
  currentPhase(): string | null;
  /** Writes a warning once per run. */
  warn(message: string): void;
};

export function makeAgent(ports: AgentPorts) {
  return async function agent(prompt: unknown, options?: unknown): Promise<Json> {
    const request = toRequest(prompt, toOptions("agent(prompt, options)", options), ports);
    ports.counters.countAgent();
    return ports.channel.ask(request);
  };
}

function toRequest(prompt: unknown, options: Options, ports: AgentPorts): Request {
  if (typeof prompt !== "string") {
    throw new TypeError(`agent(prompt) takes a text, got ${prompt === null ? "null" : typeof prompt}`);
  }
  for (const key of Object.keys(options)) {
    if (!(AGENT_OPTIONS as readonly string[]).includes(key))
      ports.warn(`agent(): option "${key}" is not known to this version and is ignored`);
  }
  return {
    t: "agent",
    prompt,
    phase: toText("agent(): phase", options["phase"]) ?? ports.currentPhase(),
    ...present({
      label: toText("agent(): label", options["label"]),
      schema: toObject("agent(): schema", options["schema"]),
      model: toText("agent(): model", options["model"]),
      effort: toEffort(options["effort"], ports),
      agentType: toText("agent(): agentType", options["agentType"]),
      details: toFlag("agent(): details", options["details"]),
      tools: toNames("agent(): tools", options["tools"]),
      cwd: toText("agent(): cwd", options["cwd"]),
      continues: toContinued(options),
      listens: toListens(options["listens"]),
      ...toPlace(options),
      ...toLimits(options),
      subagents: toDepth(options["subagents"]),
    }),
  } as Request;
}

/** The call to go on with. What that agent works with cannot be changed in the middle of its conversation. */
function toContinued(options: Options): number | undefined {
  const given = options["continues"];
  if (given === undefined) return undefined;
  const named = CONTINUED_OPTIONS.find((name) => options[name] !== undefined);
  if (named !== undefined) {
    throw new TypeError(
      `agent(): an agent that continues another has the ${named} of that one; leave it out`,
    );
  }
  const call: unknown = typeof given === "object" && given !== null && "call" in given ? given.call : given;
  if (typeof call === "number" && Number.isSafeInteger(call) && call >= 1) return call;
  throw new TypeError(
    `agent(): continues takes the envelope of an earlier agent (details: true), or its call number; got ${describe(given)}`,
  );
}

function toListens(listens: unknown): true | string | undefined {
  if (listens === undefined || listens === false) return undefined;
  if (listens === true) return true;
  if (typeof listens === "string" && listens !== "" && listens.length <= BOX_NAME_MAX_CHARS) return listens;
  throw new TypeError(
    `agent(): listens takes true, or a name of 1 to ${BOX_NAME_MAX_CHARS} characters; got ${describe(listens)}`,
  );
}

/** A08, A09. A misspelt isolation must not become an agent in the workspace that all share. */
export function toPlace({ isolation, base }: Options) {
  if (isolation !== undefined && isolation !== "worktree") {
    throw new TypeError(`agent(): isolation must be "worktree" or left out, got ${describe(isolation)}`);
  }
  if (base !== undefined && isolation === undefined) {
    throw new TypeError('agent(): base says where a worktree starts; it goes with isolation: "worktree"');
  }
  return { isolation, base: toText("agent(): base", base) };
}

/** A10, A12. */
export function toLimits({ stallMs, timeoutMs, maxTurns, maxTokens }: Options) {
  return {
    stallMs: toNumber("agent(): stallMs", stallMs),
    timeoutMs:
      timeoutMs === undefined ? undefined : Math.max(1, toMilliseconds(timeoutMs, "agent(): timeoutMs")),
    maxTurns: toCount("agent(): maxTurns", maxTurns),
    maxTokens: toCount("agent(): maxTokens", maxTokens),
  };
}

/** Levels of agents that this one may start; 0 takes the tool from a type that has it. */
export function toDepth(depth: unknown): number | undefined {
  if (depth === undefined) return undefined;
  const isDepth = typeof depth === "number" && Number.isSafeInteger(depth) && depth >= 0;
  if (isDepth && depth <= SUBAGENT_DEPTH_MAX) return depth;
  throw new TypeError(
    `agent(): subagents must be a whole number from 0 to ${SUBAGENT_DEPTH_MAX}, got ${typeof depth === "number" ? depth : typeof depth}`,
  );
}

function describe(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : value === null ? "null" : typeof value;
}

export function toEffort(effort: unknown, ports: AgentPorts): string | undefined {
  if (effort === undefined) return undefined;
  if ((EFFORTS as readonly unknown[]).includes(effort)) return effort as string;
  ports.warn(`agent(): effort ${JSON.stringify(effort)} is not one of ${EFFORTS.join(", ")} and is ignored`);
  return undefined;
}
