// Tools that the model's API runs itself: they are declared in the request, and their calls and results come within
// the answer. Only agents they are granted to have them.
import type Anthropic from "@anthropic-ai/sdk";
import type { ToolName } from "../agent-type.ts";

export type ServerTool = {
  readonly kind: "server";
  readonly name: ToolName;
  /** For people; the model knows these tools. */
  readonly description: string;
  /** Goes into `tools` of every request as it is. */
  readonly definition: Anthropic.WebSearchTool20260318 | Anthropic.WebFetchTool20260318;
};

/** Of one request: a search is charged by itself, and each result stays in the conversation. */
const USES_MAX = 20;
/** Of one page: about the size of what `Read` shows at once. */
const PAGE_MAX_TOKENS = 30_000;

const SERVER_TOOLS: readonly ServerTool[] = [
  {
    kind: "server",
    name: "WebSearch",
    description: `Searches the web. The API runs it, at a price per search; at most ${USES_MAX} searches per model call.`,
    definition: {
      type: "web_search_20260318",
      name: "web_search",
      max_uses: USES_MAX,
      // Else the model may call it out of the API's code execution, a container that the conversation is bound to.
      allowed_callers: ["direct"],
    },
  },
  {
    kind: "server",
    name: "WebFetch",
    description: `Reads a web page or PDF whose address is in the conversation. The API runs it; at most ${USES_MAX} pages per model call, about ${PAGE_MAX_TOKENS} tokens of each.`,
    definition: {
      type: "web_fetch_20260318",
      name: "web_fetch",
      max_uses: USES_MAX,
      max_content_tokens: PAGE_MAX_TOKENS,
      allowed_callers: ["direct"],
    },
  },
];

export function serverTools(names: readonly ToolName[]): readonly ServerTool[] {
  return SERVER_TOOLS.filter(({ name }) => names.includes(name));
}
