// Before the transcript. What the model wrote stays as the conversation has it, but for the worker's secrets.
import type { Json } from "../../protocol/json.ts";
import type { TranscriptEvent } from "../transcript/entry.ts";
import type { TranscriptStore } from "../transcript/store.ts";
import type { Redactor } from "./redactor.ts";

export function redactStore(store: TranscriptStore, redactor: Redactor): TranscriptStore {
  const clean = (event: TranscriptEvent): TranscriptEvent => redactEvent(event, redactor);
  return {
    ...store,
    async begin(agent, name) {
      const { transcript, ...begun } = await store.begin(agent, name);
      const append: typeof transcript.append = (...events) => transcript.append(...events.map(clean));
      return { ...begun, transcript: { ...transcript, append } };
    },
  };
}

/** A model's turn, and its tool calls written down once more. */
const WRITTEN_BY_THE_MODEL: readonly TranscriptEvent["kind"][] = ["turn", "tool"];

function redactEvent(event: TranscriptEvent, { exact, json }: Redactor): TranscriptEvent {
  const redact = WRITTEN_BY_THE_MODEL.includes(event.kind) ? exact : json;
  return redact(event as unknown as Json) as unknown as TranscriptEvent;
}
