// A server that plays a model which writes what the simulator's never does: requests in, streams of events out.
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type PlayedCall = { readonly id: string; readonly input: string };

export type StreamServer = {
  readonly url: string;
  /** Of the requests so far. */
  readonly bodies: readonly { readonly messages: { role: string; content: unknown }[] }[];
  close(): Promise<unknown>;
};

/** The nth request is answered with the nth list of calls of Bash, those after the last with the text `done`. */
export async function startStreamServer(...turns: readonly (readonly PlayedCall[])[]): Promise<StreamServer> {
  const bodies: StreamServer["bodies"][number][] = [];
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = Buffer.concat((await request.toArray()) as Buffer[]).toString("utf8");
    bodies.push(JSON.parse(body) as (typeof bodies)[number]);
    const calls = turns[bodies.length - 1];
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.end((calls === undefined ? textEvents("done") : callEvents(calls)).map(toText).join(""));
  };
  const server = createServer((request, response) => void respond(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bodies,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

type Event = { readonly type: string } & Readonly<Record<string, unknown>>;
const toText = (event: Event): string => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;

function around(blocks: readonly Event[], stop_reason: string): readonly Event[] {
  const message = {
    id: "msg_1",
    type: "message",
    role: "assistant",
    model: "claude-sonnet-5-5",
    content: [],
    stop_reason: null,
    usage: { input_tokens: 1, output_tokens: 1 },
  };
  return [
    { type: "message_start", message },
    ...blocks,
    { type: "message_delta", delta: { stop_reason }, usage: { output_tokens: 2 } },
    { type: "message_stop" },
  ];
}

function block(index: number, content_block: object, deltas: readonly object[]): readonly Event[] {
  return [
    { type: "content_block_start", index, content_block },
    ...deltas.map((delta) => ({ type: "content_block_delta", index, delta })),
    { type: "content_block_stop", index },
  ];
}

function callEvents(calls: readonly PlayedCall[]): readonly Event[] {
  const blocks = calls.flatMap(({ id, input }, index) =>
    block(
      index,
      { type: "tool_use", id, name: "Bash", input: {} },
      (input.match(/.{1,5}/gs) ?? []).map((partial_json) => ({ type: "input_json_delta", partial_json })),
    ),
  );
  return around(blocks, "tool_use");
}

const textEvents = (text: string): readonly Event[] =>
  around(block(0, { type: "text", text: "" }, [{ type: "text_delta", text }]), "end_turn");
