// Every tool call of a conversation has an id of its own: results, the transcript and the run's answers go by it, and the
// API refuses a conversation in which one comes twice (400: "`tool_use` ids must be unique"). What stands behind a
// gateway gives one twice all the same.
import type { MessageParam } from "./model-messages.ts";

/** Of a conversation so far: gives each further call the id that it came with, or one like it that is free. */
export function makeCallIds(messages: readonly MessageParam[]): (id: string) => string {
  const taken = new Set(messages.flatMap(idsIn));
  return (id) => {
    let own = id;
    for (let n = 2; taken.has(own); n += 1) own = `${id}_${n}`;
    taken.add(own);
    return own;
  };
}

function idsIn({ content }: MessageParam): string[] {
  if (typeof content === "string") return [];
  return content.flatMap((block) => (block.type === "tool_use" ? [block.id] : []));
}
