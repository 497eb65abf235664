// Usage: always the same numbers for the same requests, with a prompt cache as the API has it.
import { expect, test } from "vitest";
import { assistant, type Params, startWithClient, user } from "./start-with-client.ts";

const SYSTEM = "s".repeat(330);
const PROMPT = "p".repeat(66);

function cached(params: Partial<Params>): Partial<Params> {
  return { cache_control: { type: "ephemeral" }, system: SYSTEM, ...params };
}

test("tokens are characters / 3.3, rounded up", async () => {
  const { ask, simulator } = await startWithClient();
  const { usage } = await ask({ system: SYSTEM, messages: [user(`${PROMPT}x`)] });
  expect(usage).toMatchObject({
    input_tokens: 121,
    cache_read_input_tokens: 0,
    cache_creation_input_tokens: 0,
  });
  expect(usage.output_tokens).toBe(Math.ceil(`[simulated] ${PROMPT}x`.length / 3.3));
  expect(simulator.requests()).toMatchObject([{ inputTokens: 121, outputTokens: usage.output_tokens }]);
});

test("a conversation that only grows reads what it wrote before and writes the rest", async () => {
  const { ask, simulator } = await startWithClient();
  const turns = [user(PROMPT), assistant("a".repeat(33)), user("u".repeat(33))];
  const first = await ask(cached({ messages: turns.slice(0, 1) }));
  const second = await ask(cached({ messages: turns }));
  expect(first.usage).toMatchObject({
    input_tokens: 0,
    cache_creation_input_tokens: 120,
    cache_read_input_tokens: 0,
    cache_creation: { ephemeral_5m_input_tokens: 120, ephemeral_1h_input_tokens: 0 },
  });
  expect(second.usage).toMatchObject({
    input_tokens: 0,
    cache_creation_input_tokens: 20,
    cache_read_input_tokens: 120,
  });
  expect(simulator.requests()).toMatchObject([
    { inputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 120 },
    { inputTokens: 0, cacheReadTokens: 120, cacheWriteTokens: 20 },
  ]);
});

test("a changed earlier turn, another model and another system prompt find nothing", async () => {
  const { ask } = await startWithClient();
  await ask(cached({ messages: [user(PROMPT)] }));
  const more = [assistant("yes"), user("go on")];
  for (const params of [
    { messages: [user(`${PROMPT}!`), ...more] },
    { messages: [user(PROMPT), ...more], model: "claude-opus-5-5" },
    { messages: [user(PROMPT), ...more], system: `${SYSTEM}!` },
  ]) {
    expect((await ask(cached(params))).usage.cache_read_input_tokens).toBe(0);
  }
  expect((await ask(cached({ messages: [user(PROMPT), ...more] }))).usage.cache_read_input_tokens).toBe(120);
});

test("a mark on the system prompt caches it for every prompt; what comes after is plain input", async () => {
  const { ask } = await startWithClient();
  const system = [
    {
      type: "text" as const,
      text: SYSTEM,
      cache_control: { type: "ephemeral" as const, ttl: "1h" as const },
    },
  ];
  const first = await ask({ system, messages: [user(PROMPT)] });
  const second = await ask({ system, messages: [user("q".repeat(33))] });
  expect(first.usage).toMatchObject({
    input_tokens: 20,
    cache_creation_input_tokens: 100,
    cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 100 },
  });
  expect(second.usage).toMatchObject({
    input_tokens: 10,
    cache_read_input_tokens: 100,
    cache_creation_input_tokens: 0,
  });
});

test("without a mark nothing is cached, and a refused call caches nothing", async () => {
  const { ask, simulator } = await startWithClient({
    rules: [{ name: "busy", when: { times: 1 }, reply: { kind: "fault", fault: { kind: "overloaded" } } }],
  });
  await expect(ask(cached({ messages: [user(PROMPT)] }))).rejects.toThrow(/Overloaded/);
  expect((await ask(cached({ messages: [user(PROMPT)] }))).usage.cache_read_input_tokens).toBe(0);
  simulator.addRules([{ name: "fine", when: {}, reply: { kind: "text", text: "ok" } }]);
  expect((await ask({ system: SYSTEM, messages: [user(PROMPT)] })).usage).toMatchObject({
    input_tokens: 120,
    cache_read_input_tokens: 0,
  });
});
