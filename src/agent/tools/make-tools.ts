// The tools of one agent, by name.
import type { ToolName } from "../agent-type.ts";
import { makeBashTool } from "./bash.ts";
import { makeEditTool } from "./edit.ts";
import { makeGlobTool } from "./glob.ts";
import { makeGrepTool } from "./grep.ts";
import { makeReadTool } from "./read.ts";
import { makeSeenFiles } from "./seen-files.ts";
import type { SeenFiles } from "./seen-files.ts";
import type { Tool } from "./tool.ts";
import type { ToolPlace } from "./tool-place.ts";
import { makeWriteTool } from "./write.ts";

const MAKE: Readonly<Record<ToolName, (place: ToolPlace, seen: SeenFiles) => Tool>> = {
  Read: makeReadTool,
  Write: makeWriteTool,
  Edit: makeEditTool,
  Glob: makeGlobTool,
  Grep: makeGrepTool,
  Bash: makeBashTool,
};

export function makeTools(names: readonly ToolName[], place: ToolPlace): readonly Tool[] {
  const seen = makeSeenFiles();
  return names.map((name) => MAKE[name](place, seen));
}
