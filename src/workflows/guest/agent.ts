// agent(prompt, options?): checks what the caller wrote, counts it, asks the host (A01 to A07, A10, A13).
import type { Json } from "../../protocol/json.ts";
import { EFFORTS } from "../../protocol/agent.ts";
import type { Channel, Request } from "./channel.ts";
import type { Counters } from "./counters.ts";
import { present, toNumber, toObject, toOptions, toText, type Options } from "./options.ts";

const KNOWN = ["label", "phase", "schema", "model", "effort", "agentType", "stallMs", "isolation"];

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
    if (!KNOWN.includes(key))
      ports.warn(`agent(): option "${key}" is not known to this version and is ignored`);
  }
  refuseIsolation(options["isolation"]);
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
      stallMs: toNumber("agent(): stallMs", options["stallMs"]),
    }),
  } as Request;
}

/** Two agents in one checkout by mistake would overwrite each other: better no agent than a shared one. */
function refuseIsolation(isolation: unknown): void {
  if (isolation === undefined) return;
  throw new TypeError(
    `agent(): isolation is not available in this version, got ${JSON.stringify(isolation)}; leave it out and let agents work on different files`,
  );
}

function toEffort(effort: unknown, ports: AgentPorts): string | undefined {
  if (effort === undefined) return undefined;
  if ((EFFORTS as readonly unknown[]).includes(effort)) return effort as string;
  ports.warn(`agent(): effort ${JSON.stringify(effort)} is not one of ${EFFORTS.join(", ")} and is ignored`);
  return undefined;
}
