// The API's own tools: what they bring comes within the answer, and must come back as it was.
import { describe, expect, test } from "vitest";
import type { Anthropic } from "@anthropic-ai/sdk";
import type { Reply } from "../../src/simulator/rules.ts";
import { assistant, errorOf, startWithClient, user } from "./start-with-client.ts";

const SEARCH = { type: "web_search_20260318", name: "web_search" } as const;
const FETCH = { type: "web_fetch_20260318", name: "web_fetch" } as const;
const PAGE = { url: "https://example.com/a", title: "A page" };
const REPLY: Reply = {
  kind: "web",
  uses: [
    { tool: "web_search", query: "pawl", results: [PAGE] },
    { tool: "web_fetch", url: PAGE.url, text: "what it says" },
    { tool: "web_search", query: "ratchet", error: "max_uses_exceeded" },
  ],
  text: "A pawl is a catch.",
};
const rules = [{ name: "web", when: {}, reply: REPLY }];

async function answer(): Promise<{
  message: Anthropic.Message;
  ask: Awaited<ReturnType<typeof startWithClient>>["ask"];
}> {
  const { ask } = await startWithClient({ rules });
  return { message: await ask({ tools: [SEARCH, FETCH], messages: [user("look")] }), ask };
}

test("calls, results and a cited text come in one streamed turn, and the uses are counted", async () => {
  const { message } = await answer();
  expect(message.content.map(({ type }) => type)).toEqual([
    "server_tool_use",
    "web_search_tool_result",
    "server_tool_use",
    "web_fetch_tool_result",
    "server_tool_use",
    "web_search_tool_result",
    "text",
  ]);
  expect(message.content[0]).toMatchObject({ name: "web_search", input: { query: "pawl" } });
  expect(message.content[1]).toMatchObject({ content: [{ ...PAGE, encrypted_content: expect.any(String) }] });
  expect(message.content[3]).toMatchObject({ content: { content: { source: { data: "what it says" } } } });
  expect(message.content[5]).toMatchObject({ content: { error_code: "max_uses_exceeded" } });
  expect(message.content[6]).toMatchObject({ text: "A pawl is a catch.", citations: [{ url: PAGE.url }] });
  expect(message.usage.server_tool_use).toEqual({ web_search_requests: 2, web_fetch_requests: 1 });
  expect(message.stop_reason).toBe("end_turn");
});

test("a request that does not offer the tool is refused: nothing is searched that was not granted", async () => {
  const { ask } = await startWithClient({ rules });
  const wrong = { name: "web_search", input_schema: { type: "object" as const } };
  for (const tools of [[], [FETCH], [wrong]]) {
    const error = await errorOf(ask({ messages: [user("look")], ...(tools.length === 0 ? {} : { tools }) }));
    expect(error.message).toContain("a rule uses web_search, which the request does not offer");
  }
});

describe("what comes back", () => {
  const back = async (
    change: (content: Anthropic.ContentBlock[]) => unknown[],
  ): Promise<Anthropic.Message> => {
    const { message, ask } = await answer();
    const content = change(structuredClone(message.content)) as Anthropic.ContentBlockParam[];
    return ask({ tools: [SEARCH, FETCH], messages: [user("look"), assistant(content), user("and?")] });
  };

  test("is taken as it was sent", async () => {
    await expect(back((content) => content)).resolves.toMatchObject({ stop_reason: "end_turn" });
  });

  test.each<[string, (content: Anthropic.ContentBlock[]) => unknown[], RegExp]>([
    [
      "a changed result",
      (content) => JSON.parse(JSON.stringify(content).replaceAll("A page", "B page")) as unknown[],
      /Invalid `encrypted_content`/,
    ],
    ["a result without its call", (content) => content.slice(1), /without its `server_tool_use`/],
    [
      "a call without its result",
      (content) => content.filter((_, index) => index !== 1),
      /were found without their results/,
    ],
  ])("%s is refused", async (_, change, words) => {
    expect((await errorOf(back(change))).message).toMatch(words);
  });
});

test("a turn that paused in the middle goes on when it is sent back", async () => {
  const uses: Reply = {
    kind: "web",
    uses: [{ tool: "web_search", query: "x", results: [PAGE] }],
    stopReason: "pause_turn",
  };
  const { ask } = await startWithClient({
    rules: [
      { name: "pause", when: { turn: 0 }, reply: uses },
      { name: "end", when: { turn: 1 }, reply: { kind: "text", text: "done" } },
    ],
  });
  const first = await ask({ tools: [SEARCH], messages: [user("look")] });
  expect(first.stop_reason).toBe("pause_turn");
  const params = [user("look"), assistant(first.content as Anthropic.ContentBlockParam[])];
  expect((await ask({ tools: [SEARCH], messages: params })).content).toMatchObject([{ text: "done" }]);
});
