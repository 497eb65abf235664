// Agent: an agent starts another one. The run does it; this one waits without holding a slot.
import { z } from "zod";
import { MODEL_ALIASES } from "../../protocol/agent.ts";
import { isAgentError } from "../agent-error.ts";
import { GENERAL_PURPOSE } from "../agent-type.ts";
import type { ToolPlace } from "./tool-place.ts";
import { defineTool, ToolError } from "./tool.ts";
import type { Tool } from "./tool.ts";

export const agentInput = z.object({
  description: z.string().trim().min(1).describe("What it is to do, in three to five words"),
  prompt: z.string().trim().min(1).describe("The task, with everything that the agent must know"),
  subagent_type: z
    .string()
    .trim()
    .min(1)
    .default(GENERAL_PURPOSE.name)
    .describe("Which type of agent to start"),
  model: z.enum(MODEL_ALIASES).optional().describe("A model for it; your own if its type names none"),
});

export function makeAgentTool({ requireAgentType }: ToolPlace): Tool {
  const tool = defineTool({
    name: "Agent",
    description:
      "Starts an agent for a piece of work, and answers with its result when it has ended. Use it for what would fill your conversation with things you need only once (wide searches, long outputs), and for pieces that do not depend on each other: several calls in one turn run side by side. The agent begins with nothing but the prompt, and cannot ask you: name files and paths, say what is known already, whether it may change files or is only to find out, and what its result must hold. It works on the same files as you do; give agents that run side by side different files to change. Its result comes to you alone, and says what the agent believes: look yourself before you build on it.",
    input: agentInput,
    readOnly: true,
    // The run starts it; here the input is only looked at.
    act: async ({ subagent_type }) => {
      await requireAgentType?.(subagent_type).catch((error: unknown) => {
        throw isAgentError(error) ? new ToolError(error.message) : error;
      });
      return "";
    },
  });
  return { ...tool, yields: true };
}
