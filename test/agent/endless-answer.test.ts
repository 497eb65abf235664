// A model that never comes to an end, which the simulated one does not play.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { once } from "node:events";
import { Readable } from "node:stream";
import { expect, onTestFinished, test } from "vitest";
import { makeStage } from "./agent-stage.ts";

const event = (type: string, more: object): string =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`;
const MESSAGE = {
  id: "msg_1",
  type: "message",
  role: "assistant",
  model: "m",
  content: [],
  stop_reason: null,
};
const BEGIN =
  event("message_start", { message: { ...MESSAGE, usage: { input_tokens: 7, output_tokens: 1 } } }) +
  event("content_block_start", { index: 0, content_block: { type: "text", text: "" } });
const MORE = event("content_block_delta", {
  index: 0,
  delta: { type: "text_delta", text: "x".repeat(1_000_000) },
});

function* endless(): Generator<string> {
  yield BEGIN;
  for (;;) yield MORE;
}

test("an answer without end is given up and booked, for another attempt, and the connection with it", async () => {
  const stage = await makeStage([]);
  onTestFinished(() => stage.close());
  let hungUp = false;
  const server = createServer((_request, response) => {
    response.on("close", () => (hungUp = true));
    response.writeHead(200, { "content-type": "text/event-stream", "request-id": "req_endless" });
    Readable.from(endless()).pipe(response);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const error = await stage.fail({}, { model: { baseUrl } });
  expect(error).toMatchObject({ type: "ModelUnavailable", retryable: true });
  expect(error.message).toContain("more than 67108864 bytes");
  expect(stage.events).toContainEqual(
    expect.objectContaining({ kind: "lost", requestId: "req_endless", messageId: "msg_1" }),
  );
  await expect.poll(() => hungUp).toBe(true);
}, 60_000);
