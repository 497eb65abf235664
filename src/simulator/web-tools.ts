// The API's own tools, played: searches and fetches happen within the model's turn, and what they brought comes back
// with the next request, sealed, so that the API knows it again.
import { createHash } from "node:crypto";
import { invalidRequest } from "./api-error.ts";
import type { ContentBlock, MessagesRequest } from "./messages-request.ts";
import type { WebUse } from "./rules.ts";

export type WebBlock =
  | {
      readonly type: "server_tool_use";
      readonly id: string;
      readonly name: "web_search" | "web_fetch";
      readonly input: { readonly [key: string]: string };
      readonly caller: { readonly type: "direct" };
    }
  | {
      readonly type: "web_search_tool_result" | "web_fetch_tool_result";
      readonly tool_use_id: string;
      readonly content: object;
      readonly caller: { readonly type: "direct" };
    };

/** A passage of a found page that a text stands on. */
export type WebCitation = {
  readonly type: "web_search_result_location";
  readonly url: string;
  readonly title: string;
  readonly cited_text: string;
  readonly encrypted_index: string;
};

const DIRECT = { type: "direct" } as const;

/** Throws the API's 400 when the request does not declare the tool that a rule lets the model use. */
export function toWebBlocks(uses: readonly WebUse[], request: MessagesRequest, id: string): WebBlock[] {
  return uses.flatMap((use, index) => {
    if (!request.tools?.some((tool) => tool.name === use.tool && isServerTool(tool.type, use.tool))) {
      throw invalidRequest(`[simulator] a rule uses ${use.tool}, which the request does not offer`);
    }
    return toBlocks(use, `srvtoolu_simulated_${id}_${index}`);
  });
}

function isServerTool(type: string | null | undefined, name: string): boolean {
  return type !== undefined && type !== null && new RegExp(`^${name}_\\d{8}$`).test(type);
}

function toBlocks(use: WebUse, id: string): WebBlock[] {
  const input: { readonly [key: string]: string } =
    use.tool === "web_search" ? { query: use.query } : { url: use.url };
  return [
    { type: "server_tool_use", id, name: use.tool, input, caller: DIRECT },
    { type: `${use.tool}_tool_result`, tool_use_id: id, content: resultOf(use), caller: DIRECT },
  ];
}

function resultOf(use: WebUse): object {
  if (use.error !== undefined) return { type: `${use.tool}_tool_result_error`, error_code: use.error };
  if (use.tool === "web_search") {
    return (use.results ?? []).map(({ url, title }) => ({
      type: "web_search_result",
      url,
      title,
      page_age: null,
      encrypted_content: seal(url, title),
    }));
  }
  return {
    type: "web_fetch_result",
    url: use.url,
    retrieved_at: null,
    content: {
      type: "document",
      title: null,
      citations: null,
      source: { type: "text", media_type: "text/plain", data: use.text ?? "" },
    },
  };
}

/** The citation of the first page found; `null` when nothing was searched. */
export function citationsOf(uses: readonly WebUse[]): readonly WebCitation[] | null {
  const found = uses.flatMap((use) => (use.tool === "web_search" ? (use.results ?? []) : []))[0];
  if (found === undefined) return null;
  const { url, title } = found;
  const cited_text = `[simulated] ${title}`;
  return [
    { type: "web_search_result_location", url, title, cited_text, encrypted_index: seal(url, cited_text) },
  ];
}

export function webUsage(uses: readonly WebUse[]) {
  if (uses.length === 0) return null;
  const count = (tool: WebUse["tool"]): number => uses.filter((use) => use.tool === tool).length;
  return { web_search_requests: count("web_search"), web_fetch_requests: count("web_fetch") };
}

/**
 * Throws the API's 400 for a result that is not as it was sent, or has lost its call, and for a call without a result
 * in a turn that is over: only calls of the client's own tools beside it let it wait. `at` is the message's place.
 */
export function checkWebBlocks(content: readonly ContentBlock[], at: string): void {
  const calls = new Set<unknown>();
  const done = new Set<unknown>();
  for (const [place, block] of content.entries()) {
    if (block.type === "server_tool_use") calls.add(block["id"]);
    if (block.type !== "web_search_tool_result" && block.type !== "web_fetch_tool_result") continue;
    if (!calls.has(block["tool_use_id"])) {
      throw invalidRequest(
        `${at}.content.${place}: \`${block.type}\` without its \`server_tool_use\` before it`,
      );
    }
    done.add(block["tool_use_id"]);
    checkSeals(block["content"], `${at}.content.${place}`);
  }
  const open = [...calls].filter((id) => !done.has(id));
  if (open.length === 0 || content.some((block) => block.type === "tool_use")) return;
  throw invalidRequest(`${at}: \`server_tool_use\` ids were found without their results: ${open.join(", ")}`);
}

function checkSeals(results: unknown, at: string): void {
  if (!Array.isArray(results)) return;
  for (const [index, result] of results.entries()) {
    const { url, title, encrypted_content } = result as Readonly<Record<string, unknown>>;
    if (encrypted_content !== seal(String(url), String(title)))
      throw invalidRequest(
        `${at}.content.${index}: Invalid \`encrypted_content\` in \`web_search_result\` block`,
      );
  }
}

function seal(...parts: readonly string[]): string {
  return createHash("sha256").update(parts.join("\n")).digest("base64");
}
