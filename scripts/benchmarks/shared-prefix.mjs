// B11: how much of what siblings send could come from a provider's prompt cache, as the simulated one counts it.
import { randomUUID } from "node:crypto";
import { openRealStage } from "./real-workers.mjs";

const SIBLINGS = 16;
/** What a model needs to begin to answer: until then nothing is in the cache. */
const ANSWER_MS = 500;
const SCRIPT = `export const meta = { name: "siblings", description: "agents that begin at once" };
return (await parallel(Array.from({ length: ${SIBLINGS} }, (_, index) => () => agent("Say " + index)))).length;`;
const RULES = [
  { name: "answer", when: () => true, reply: { kind: "text", text: "done", delayMs: ANSWER_MS } },
];

/** Tokens of the siblings behind the first, and how many of these came from the cache. */
export async function askAsSiblings(client, address) {
  const stage = await openRealStage(address, RULES);
  try {
    const { taskQueue } = stage;
    await client.workflow.execute("run", { taskQueue, workflowId: randomUUID(), args: [{ script: SCRIPT }] });
    const [first, ...others] = stage.requests();
    const total = (entry) => entry.inputTokens + entry.cacheReadTokens + entry.cacheWriteTokens;
    const sum = (count) => others.map(count).reduce((a, b) => a + b, 0);
    return {
      /** Of the first: what it wrote and others may read, its own words at the end included. */
      written: first.cacheWriteTokens,
      read: others.map((entry) => entry.cacheReadTokens),
      share: sum((entry) => entry.cacheReadTokens) / sum(total),
    };
  } finally {
    await stage.close();
  }
}
