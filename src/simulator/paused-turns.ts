// The turns that were paused: a client sends the conversation again as it is, ending with the assistant.
import { createHash } from "node:crypto";
import { SIMULATOR_KEYS_KEPT } from "../protocol/limits.ts";
import { BoundedMap } from "./bounded-map.ts";
import type { MessagesRequest } from "./messages-request.ts";
import type { SimulatedMessage } from "./reply-message.ts";

export class PausedTurns {
  private readonly known = new BoundedMap<true>(SIMULATOR_KEYS_KEPT);

  /** Does nothing for a message that ended otherwise. */
  remember(message: SimulatedMessage): void {
    if (message.stop_reason === "pause_turn") this.known.set(hashOfEnd(message.content), true);
  }

  endsPaused(request: Pick<MessagesRequest, "messages">): boolean {
    return this.known.has(hashOfEnd(request.messages.at(-1)?.content ?? []));
  }
}

/** The last text, or the id of what else is last, is enough: clients may join or split what came before it. */
function hashOfEnd(content: readonly { readonly type: string }[]): string {
  const last: Readonly<Record<string, unknown>> = content.at(-1) ?? {};
  const end = JSON.stringify(last["text"] ?? last["tool_use_id"] ?? last["id"] ?? "");
  return createHash("sha256").update(end).digest("base64");
}
