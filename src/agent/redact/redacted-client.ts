// Between an agent and its model: what goes out is redacted, what comes in stays as it was but for the worker's secrets.
import type { Json } from "../../protocol/json.ts";
import type { MessageParam, ModelClient, ReceivedMessage } from "../model-client.ts";
import type { Redactor } from "./redactor.ts";

/** The same messages go out as the same bytes, turn after turn and attempt after attempt. */
export function redactClient(client: ModelClient, redactor: Redactor): ModelClient {
  const known = new WeakMap<MessageParam, MessageParam>();
  const clean = (message: MessageParam): MessageParam => {
    // A conversation only grows: what was looked through once need not be again.
    const before = known.get(message) ?? redactParam(message, redactor);
    known.set(message, before);
    return before;
  };
  return {
    ...client,
    async send(request) {
      const { system, messages } = request;
      const answer = await client.send({
        ...request,
        ...(system === undefined ? {} : { system: redactor.json(system as Json) as typeof system }),
        messages: messages.map(clean),
      });
      return redactAnswer(answer, redactor);
    },
  };
}

function redactParam(message: MessageParam, redactor: Redactor): MessageParam {
  const redact = message.role === "assistant" ? redactor.exact : redactor.json;
  return redact(message as unknown as Json) as unknown as MessageParam;
}

/** A thought is signed: the API would refuse a changed one, and does without one that is left out. */
function redactAnswer(message: ReceivedMessage, { exact }: Redactor): ReceivedMessage {
  const content = message.content.flatMap((block) => {
    const clean = exact(block as unknown as Json) as unknown as typeof block;
    return clean !== block && block.type === "thinking" ? [] : [clean];
  });
  return { ...message, content };
}
