// One attempt of an agent as the worker's activity makes it, without Temporal: who is dead is known at once, not after a
// heartbeat's timeout.
import { MODELS } from "../../../src/agent/model-table.ts";
import { makeModelTraffic } from "../../../src/agent/model-traffic.ts";
import { PRICES } from "../../../src/agent/prices.ts";
import { NO_REDACTOR } from "../../../src/agent/redact/redactor.ts";
import { runAgent } from "../../../src/agent/run-agent.ts";
import { makeFileStore } from "../../../src/agent/transcript/file-store.ts";
import type { AgentOutcome, AgentTask } from "../../../src/protocol/agent.ts";

export type AttemptArguments = {
  readonly task: AgentTask;
  readonly baseUrl: string;
  readonly home: string;
  readonly attempt: number;
};

export async function playAttempt({ task, baseUrl, home, attempt }: AttemptArguments): Promise<AgentOutcome> {
  const end = await runAgent(task, {
    model: { baseUrl },
    traffic: makeModelTraffic(),
    models: MODELS,
    defaultModel: "sonnet",
    prices: PRICES,
    home,
    pawlHome: home,
    store: makeFileStore(home),
    redactor: NO_REDACTOR,
    run: { workflowId: "killed", runId: "r" },
    attempt,
    askForMail: async () => [],
    signal: new AbortController().signal,
    progress: () => undefined,
  });
  if ("yields" in end) throw new Error("Expected an agent that waits for nobody.");
  return end;
}
