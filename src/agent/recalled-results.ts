// The results of a recorded turn's tool calls, as the model was given them, or as it has to be given them now.
import type Anthropic from "@anthropic-ai/sdk";
import type { Step } from "./past.ts";
import { toToolResult } from "./tools/run-tool-calls.ts";
import { fromEntry } from "./turn-entry.ts";

/** An agent that gives its result beside a question to the run is done: nobody answers the question any more. */
const NOT_RUN = "Not run: you had given your result.";

/** In order of the calls; none for a turn without calls. The API wants a result for every call. */
export function resultsOf({ turn, results }: Step): readonly Anthropic.ToolResultBlockParam[] {
  if (turn === null) return [];
  return fromEntry(turn).content.flatMap((block) =>
    block.type === "tool_use"
      ? [toToolResult(results.get(block.id) ?? { id: block.id, isError: true, content: NOT_RUN })]
      : [],
  );
}
