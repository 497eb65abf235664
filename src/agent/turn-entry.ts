// A finished turn between the model's message and the transcript's entry.
import type { Json } from "../protocol/json.ts";
import type { ReceivedMessage } from "./model-client.ts";
import type { BookedRequest, TranscriptEvent } from "./transcript/entry.ts";

export type TurnEntry = Extract<TranscriptEvent, { readonly kind: "turn" }>;

/** What the loop asks of a message. */
export type Turn = Pick<ReceivedMessage, "content" | "stop_reason" | "stop_details" | "broken">;

export function toEntry(number: number, message: ReceivedMessage, booked: BookedRequest): TurnEntry {
  const { content, stop_reason, stop_details, broken } = message;
  return {
    kind: "turn",
    turn: number,
    content: content as unknown as Json,
    stopReason: stop_reason,
    ...(stop_details ? { stopDetails: stop_details as unknown as Json } : {}),
    ...(broken === undefined ? {} : { broken }),
    ...booked,
  };
}

export function fromEntry({ content, stopReason, stopDetails, broken }: TurnEntry): Turn {
  return {
    content: content as unknown as Turn["content"],
    stop_reason: stopReason as Turn["stop_reason"],
    stop_details: (stopDetails ?? null) as unknown as Turn["stop_details"],
    ...(broken === undefined ? {} : { broken }),
  };
}
