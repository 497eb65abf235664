// WebSearch and WebFetch: tools that the API runs itself, where they are granted.
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Reply } from "../../src/simulator/rules.ts";
import { makeStage } from "./agent-stage.ts";
import type { Stage } from "./agent-stage.ts";
import { startRecordingProxy } from "./recording-proxy.ts";
import type { RecordingProxy } from "./recording-proxy.ts";

const PAGE = { url: "https://example.com/pawl", title: "What a pawl is" };
/** Searches, pauses as long turns do, fetches what it found, and answers. */
const REPLIES: readonly Reply[] = [
  { kind: "web", uses: [{ tool: "web_search", query: "pawl", results: [PAGE] }], stopReason: "pause_turn" },
  { kind: "web", uses: [{ tool: "web_fetch", url: PAGE.url, text: "a catch" }], text: "A catch." },
];

let stage: Stage;
let proxy: RecordingProxy;
beforeEach(async () => {
  stage = await makeStage(REPLIES);
  proxy = await startRecordingProxy(stage.simulator.url);
});
afterEach(async () => {
  await proxy.close();
  await stage.close();
});

/** Without the marks for the prompt cache, which move from request to request. */
const unmarked = (value: unknown): string =>
  JSON.stringify(value, (key, inner: unknown) => (key === "cache_control" ? undefined : inner));

const toolsOf = (body: Record<string, unknown> | undefined): readonly { name: string }[] =>
  (body?.["tools"] ?? []) as readonly { name: string }[];

test("an agent that is granted them searches and reads, and what came back goes back as it was", async () => {
  const outcome = await stage.run({ grants: ["WebSearch", "WebFetch"] }, { model: { baseUrl: proxy.url } });
  expect(outcome).toMatchObject({ result: "A catch.", turns: 2, usage: { webSearches: 1 } });
  expect(outcome.costUsd).toBeGreaterThan(0.01);
  expect(JSON.parse(unmarked(toolsOf(proxy.bodies[0]).slice(-2)))).toEqual([
    { type: "web_search_20260318", name: "web_search", max_uses: 20, allowed_callers: ["direct"] },
    {
      type: "web_fetch_20260318",
      name: "web_fetch",
      max_uses: 20,
      max_content_tokens: 30_000,
      allowed_callers: ["direct"],
    },
  ]);
  const [first] = stage.events.flatMap((event) => (event.kind === "turn" ? [event.content] : []));
  const messages = proxy.bodies[1]?.["messages"] as readonly { role: string; content: unknown }[];
  expect(unmarked(messages[1])).toBe(JSON.stringify({ role: "assistant", content: first }));
  expect(messages).toHaveLength(2);
});

test("what is not granted is not in the request, and a call may take less than is granted", async () => {
  const names = async (task: object): Promise<readonly string[]> => {
    await stage.run(task, { model: { baseUrl: proxy.url } }).catch(() => undefined);
    return toolsOf(proxy.bodies.at(-1)).map(({ name }) => name);
  };
  expect(await names({})).toEqual(["Read", "Write", "Edit", "Glob", "Grep", "Bash"]);
  expect(await names({ grants: ["WebSearch", "WebFetch"], tools: ["Read", "WebFetch"] })).toEqual([
    "Read",
    "web_fetch",
  ]);
});

test("a tool that is not granted is refused before anything is asked, with the way to grant it", async () => {
  const error = await stage.fail({ tools: ["WebSearch"] }, { model: { baseUrl: proxy.url } });
  expect(error).toMatchObject({ type: "InvalidCall" });
  expect(error.message).toContain("pawl run --grant WebSearch");
  expect(proxy.bodies).toEqual([]);
});
