// The terms of an agent's conversation: settled before its first turn, and then the same in all its attempts.
import type { AgentTask } from "../protocol/agent.ts";
import type { AgentPorts } from "./agent-ports.ts";
import { DELEGATION, WRITING_TOOLS } from "./agent-type.ts";
import type { AgentType, ToolName } from "./agent-type.ts";
import { findAgentType, listAgentTypes } from "./find-agent-type.ts";
import { grantedTools } from "./granted-tools.ts";
import { effortFor, resolveEffort, resolveModel } from "./model-table.ts";
import { STRUCTURED_OUTPUT } from "./structured-output.ts";
import { systemPrompt } from "./system-prompt.ts";
import type { Terms } from "./transcript/entry.ts";

/** Terms but for the place: that is only made when all else is in order. */
export type OpenTerms = (root: string) => Terms;

/** Throws `UnknownAgentType` and `InvalidCall`. `workspace` is a real path. */
export async function newTerms(task: AgentTask, ports: AgentPorts, workspace: string): Promise<OpenTerms> {
  const own = ports.ownTypes?.find(({ name }) => name === task.agentType);
  const type = own ?? (await findAgentType(task.agentType, { workspace, home: ports.home }));
  const { grants, tools, subagents, team, within } = task;
  const names = grantedTools({ type, grants, tools, subagents, team, within });
  const agentTypes = names.includes(DELEGATION) ? await listAgentTypes({ workspace, home: ports.home }) : [];
  const structured = task.schema !== undefined;
  const model = modelOf(task, ports, type);
  const effort = effortFor(model, resolveEffort(task.effort, type.effort, task.runEffort), ports.models);
  return (root) => ({
    model,
    effort: effort ?? null,
    agentType: type.name,
    ...(isReadOnly(type, names) ? ({ readOnly: true } as const) : {}),
    system: systemPrompt({
      ...{ type, tools: names, workspace: root, structured, agentTypes },
      listens: task.listens !== undefined,
    }),
    tools: [...names, ...(structured ? [STRUCTURED_OUTPUT] : [])],
    schema: task.schema ?? null,
    root,
  });
}

function isReadOnly({ readOnly }: AgentType, names: readonly ToolName[]): boolean {
  return readOnly === true || !names.some((name) => WRITING_TOOLS.includes(name));
}

export function modelOf(task: AgentTask, { defaultModel, models }: AgentPorts, type?: AgentType): string {
  return resolveModel(
    { call: task.model, agentType: type?.model, run: task.runModel, worker: defaultModel },
    models,
  );
}

/** Those of the terms that are not the answer's. */
export function toolNames({ tools }: Terms): readonly ToolName[] {
  return tools.filter((name): name is ToolName => name !== STRUCTURED_OUTPUT);
}
