// A program that holds answers: the model goes on when it is told to.
import { Anthropic } from "@anthropic-ai/sdk";
import { expect, test } from "vitest";
import { until } from "../support/until.ts";
import { errorOf, startWithClient, toParams } from "./start-with-client.ts";

test("an answer that is held has begun, and comes to its end when it is let go", async () => {
  const held: { readonly prompt: string; readonly letGo: () => void }[] = [];
  const { client, simulator } = await startWithClient({
    hold: ({ prompt }) => new Promise((letGo) => held.push({ prompt, letGo })),
  });
  const stream = client.messages.stream(toParams("hello"));
  const begun = new Promise((resolve) => stream.once("streamEvent", ({ type }) => resolve(type)));
  expect(await begun).toBe("message_start");
  expect(held).toMatchObject([{ prompt: "hello" }]);
  expect(simulator.requests()).toMatchObject([{ outcome: "open" }]);
  held[0]?.letGo();
  expect((await stream.finalMessage()).content).toMatchObject([{ text: "[simulated] hello" }]);
  expect(simulator.requests()).toMatchObject([{ outcome: "answered" }]);
});

test("whoever goes while the answer is held has got none, and the holder hears of it", async () => {
  let gone: AbortSignal | undefined;
  const { client, simulator } = await startWithClient({
    hold: (_request, signal) =>
      new Promise((_letGo, reject) => {
        gone = signal;
        signal.addEventListener("abort", () => reject(signal.reason));
      }),
  });
  const stream = client.messages.stream(toParams("hello"));
  const ended = errorOf(stream.finalMessage());
  await until("the answer to be held", () => gone);
  stream.abort();
  expect(await ended).toBeInstanceOf(Anthropic.APIUserAbortError);
  await until("the holder to hear of it", () => gone?.aborted);
  expect(simulator.requests()).toMatchObject([{ outcome: "aborted" }]);
});
