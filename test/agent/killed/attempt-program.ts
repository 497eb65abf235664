// One attempt of an agent in a process of its own, that a fail point may kill. It prints the agent's end as JSON.
import type { AgentTask } from "../../../src/protocol/agent.ts";

export type AttemptArguments = {
  readonly task: AgentTask;
  readonly baseUrl: string;
  readonly home: string;
  readonly attempt: number;
};

/** As the worker's activity does it, without Temporal: who is dead is known at once, not after a heartbeat's timeout. */
export const ATTEMPT_PROGRAM = `
import { MODELS } from "./src/agent/model-table.ts";
import { makeModelTraffic } from "./src/agent/model-traffic.ts";
import { PRICES } from "./src/agent/prices.ts";
import { NO_REDACTOR } from "./src/agent/redact/redactor.ts";
import { runAgent } from "./src/agent/run-agent.ts";
import { makeFileStore } from "./src/agent/transcript/file-store.ts";
const { task, baseUrl, home, attempt } = JSON.parse(process.argv[2] ?? "");
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
console.log(JSON.stringify(end));
`;
