// What every request of an agent has in common: the model and what it is told and offered.
import type Anthropic from "@anthropic-ai/sdk";
import type { Effort } from "../protocol/agent.ts";
import { isAgentError } from "./agent-error.ts";
import type { ModelRequest } from "./model-client.ts";
import type { ServerTool } from "./tools/server-tools.ts";
import type { Tool } from "./tools/tool.ts";

export type RequestTerms = {
  readonly model: string;
  readonly effort: Effort | undefined;
  readonly system: string;
  readonly tools: readonly (Tool | ServerTool)[];
};

/** Parameters that an agent can do without when its model takes none such, and what a refusal calls them by. */
const OPTIONAL_PARAMETERS = { effort: /\b(?:effort|output_config)\b/, thinking: /\bthinking\b/ } as const;
type OptionalParameter = keyof typeof OPTIONAL_PARAMETERS;

/** No temperature and no forced tool choice: newer models answer 400 to either. `without` names what is left out. */
export function toRequest(
  { model, effort, system, tools }: RequestTerms,
  without: ReadonlySet<string>,
): Omit<ModelRequest, "messages" | "max_tokens"> {
  return {
    model,
    system,
    ...(without.has("thinking") ? {} : { thinking: { type: "adaptive" } }),
    cache_control: { type: "ephemeral" },
    ...(effort === undefined || without.has("effort") ? {} : { output_config: { effort } }),
    ...(tools.length === 0 ? {} : { tools: tools.map(toApiTool) }),
  };
}

/** The parameter that the API's refusal names, if an agent can do without it and has not yet; else `null`. */
export function refusedParameter(error: unknown, without: ReadonlySet<string>): OptionalParameter | null {
  if (!isAgentError(error) || error.type !== "ModelRequestRefused") return null;
  // A place in the messages is named as messages.3.content: that is about what they hold.
  if (/\bmessages\.\d/.test(error.message)) return null;
  const names = Object.keys(OPTIONAL_PARAMETERS) as OptionalParameter[];
  const named = names.find((name) => OPTIONAL_PARAMETERS[name].test(error.message));
  return named === undefined || without.has(named) ? null : named;
}

/** The API has counted more than its model can read: more than was guessed here. */
export function isTooLong(error: unknown): boolean {
  return (
    isAgentError(error) &&
    error.type === "ModelRequestRefused" &&
    /prompt is too long|exceeds? (?:the )?(?:model's )?(?:maximum )?context/i.test(error.message)
  );
}

function toApiTool(tool: Tool | ServerTool): Anthropic.ToolUnion {
  if ("definition" in tool) return tool.definition;
  const { name, description, inputSchema } = tool;
  return { name, description, input_schema: inputSchema as Anthropic.Tool.InputSchema };
}
