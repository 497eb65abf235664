// The tools of one agent, by name.
import type { ToolName } from "../agent-type.ts";
import { makeAgentTool } from "./agent.ts";
import { makeAskUserQuestionTool } from "./ask-user-question.ts";
import { makeBashTool } from "./bash.ts";
import { makeEditTool } from "./edit.ts";
import { makeGlobTool } from "./glob.ts";
import { makeGrepTool } from "./grep.ts";
import { makeReadTool } from "./read.ts";
import { makeSeenFiles } from "./seen-files.ts";
import type { SeenFiles } from "./seen-files.ts";
import {
  makeSendMessageTool,
  makeTaskCreateTool,
  makeTaskGetTool,
  makeTaskListTool,
  makeTaskUpdateTool,
  makeTeamEndTool,
} from "./team-tools.ts";
import type { Tool } from "./tool.ts";
import { shownError } from "./tool-place.ts";
import type { ToolPlace } from "./tool-place.ts";
import { makeWriteTool } from "./write.ts";

type MakeTool = (place: ToolPlace, seen: SeenFiles) => Tool;

const MAKE: Partial<Record<ToolName, MakeTool>> = {
  Read: makeReadTool,
  Write: makeWriteTool,
  Edit: makeEditTool,
  Glob: makeGlobTool,
  Grep: makeGrepTool,
  Bash: makeBashTool,
  AskUserQuestion: makeAskUserQuestionTool,
  Agent: makeAgentTool,
  TaskCreate: makeTaskCreateTool,
  TaskList: makeTaskListTool,
  TaskGet: makeTaskGetTool,
  TaskUpdate: makeTaskUpdateTool,
  SendMessage: makeSendMessageTool,
  TeamEnd: makeTeamEndTool,
};

/**
 * Those of the named tools that run here, in the order of the names; the API's own come from `serverTools`. `seen` is
 * given when the agent is continued: what it had read before counts.
 */
export function makeTools(
  names: readonly ToolName[],
  place: ToolPlace,
  seen: SeenFiles = makeSeenFiles(place.root),
): readonly Tool[] {
  return names.flatMap((name) => {
    const tool = MAKE[name]?.(place, seen);
    return tool === undefined ? [] : [inTheModelsWords(tool, place)];
  });
}

function inTheModelsWords(tool: Tool, place: ToolPlace): Tool {
  const run: Tool["run"] = (input) =>
    tool.run(input).catch((error: unknown) => {
      throw shownError(place, error);
    });
  return { ...tool, run };
}
