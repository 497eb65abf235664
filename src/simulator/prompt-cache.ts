// Tokens of a request, and how many of them a prompt cache would have known.
import { createHash } from "node:crypto";
import { SIMULATOR_CHARS_PER_TOKEN, SIMULATOR_KEYS_KEPT } from "../protocol/limits.ts";
import { BoundedMap } from "./bounded-map.ts";
import type { CacheControl, CountRequest } from "./messages-request.ts";
import { canonicalJson } from "./request-key.ts";

/** The API looks for a known prefix at a mark and at so many blocks before it. */
const LOOK_BACK_BLOCKS = 20;

/** The input side of a call's usage; the three add up to the whole input. `write1hTokens` is a part of `cacheWriteTokens`. */
export type InputUsage = {
  readonly inputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
  readonly write1hTokens: number;
};

export const NO_INPUT: InputUsage = {
  inputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  write1hTokens: 0,
};

/** `begin` is for when the answer does: of siblings that ask at once, none finds what another is about to write. */
export type CacheLook = { readonly usage: InputUsage; readonly begin: () => void };

/** One block of the prompt with everything before it. */
type Prefix = { readonly hash: string; readonly chars: number; readonly mark: CacheControl };

/** A guess that is always the same: characters / 3.3, rounded up. */
export function tokensOf(chars: number): number {
  return Math.ceil(chars / SIMULATOR_CHARS_PER_TOKEN);
}

/** Tokens of the whole prompt, without looking at any cache. */
export function countInput(request: CountRequest): number {
  return tokensOf(prefixes(request).at(-1)?.chars ?? 0);
}

/** Remembers marked prefixes per model, without an end of their time: two runs of a test give the same numbers. */
export class PromptCache {
  private readonly known = new BoundedMap<true>(SIMULATOR_KEYS_KEPT);

  /** What the cache knows of this request as it arrives. It knows the request's own prefixes once its answer begins. */
  look(request: CountRequest): CacheLook {
    const blocks = prefixes(request);
    const total = tokensOf(blocks.at(-1)?.chars ?? 0);
    const marks = blocks.flatMap((block, index) => (block.mark ? [index] : []));
    const marked = tokensAt(blocks, marks.at(-1));
    const read = tokensAt(blocks, this.findKnown(blocks, marks));
    const ttl = blocks[marks.at(-1) ?? -1]?.mark?.ttl;
    const written = marked - read;
    return {
      usage: {
        inputTokens: total - marked,
        cacheReadTokens: read,
        cacheWriteTokens: written,
        write1hTokens: ttl === "1h" ? written : 0,
      },
      begin: () => {
        for (const index of marks) this.remember(blocks[index]);
      },
    };
  }

  /** Index of the longest known prefix within reach of a mark. */
  private findKnown(blocks: readonly Prefix[], marks: readonly number[]): number | undefined {
    for (const mark of marks.toReversed()) {
      for (let index = mark; index >= Math.max(0, mark - LOOK_BACK_BLOCKS); index -= 1) {
        if (this.known.has(blocks[index]?.hash ?? "")) return index;
      }
    }
    return undefined;
  }

  private remember(block: Prefix | undefined): void {
    if (block !== undefined) this.known.set(block.hash, true);
  }
}

function tokensAt(blocks: readonly Prefix[], index: number | undefined): number {
  return tokensOf(blocks[index ?? -1]?.chars ?? 0);
}

/** Tools, system, messages: the order in which the API caches. A mark on the request itself marks the last block. */
function prefixes(request: CountRequest): Prefix[] {
  const contents = request.messages.flatMap((message) =>
    message.content.map((block) => ({ block, role: message.role })),
  );
  const parts = [
    ...(request.tools ?? []).map((block) => ({ block, role: "tools" })),
    ...(request.system ?? []).map((block) => ({ block, role: "system prompt" })),
    ...contents,
  ];
  let hash = request.model;
  let chars = 0;
  return parts.map(({ block, role }, index) => {
    const text = block.type === "text" ? String(block["text"]) : canonicalJson(block);
    chars += text.length;
    hash = createHash("sha256").update(`${hash}\n${role}\n${block.type}\n${text}`).digest("base64");
    const isLast = index === parts.length - 1;
    return { hash, chars, mark: block.cache_control ?? (isLast ? request.cache_control : null) };
  });
}
