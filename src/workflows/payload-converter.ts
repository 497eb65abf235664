// How payloads become values in a run. One that cannot be read is a value too: what the SDK would throw here fails the
// workflow task, which is tried again for ever, before the run itself has had a word.
import { defaultPayloadConverter, type Payload, type PayloadConverter } from "@temporalio/common";
import { UnreadablePayload } from "./unreadable-payload.ts";

export const payloadConverter: PayloadConverter = {
  toPayload: (value) => defaultPayloadConverter.toPayload(value),
  fromPayload<T>(payload: Payload): T {
    try {
      return defaultPayloadConverter.fromPayload<T>(payload);
    } catch (error) {
      return new UnreadablePayload(error instanceof Error ? error.message : String(error)) as T;
    }
  },
};
