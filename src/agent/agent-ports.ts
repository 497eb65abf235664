// What one attempt of an agent needs of the worker that runs it.
import type { AgentFigures, AgentHeartbeat } from "../protocol/agent.ts";
import type { AgentType } from "./agent-type.ts";
import type { AskForMail } from "./mail-reader.ts";
import type { ModelConfig } from "./model-client.ts";
import type { ModelTable } from "./model-table.ts";
import type { ModelTraffic } from "./model-traffic.ts";
import type { PriceRow } from "./prices.ts";
import type { Redactor } from "./redact/redactor.ts";
import type { TranscriptStore } from "./transcript/store.ts";

export type AgentPorts = {
  readonly model: ModelConfig;
  readonly traffic: ModelTraffic;
  /** What the worker knows of models. */
  readonly models: ModelTable;
  /** Alias or full id, for a run and a call that name none. */
  readonly defaultModel: string;
  readonly prices: readonly PriceRow[];
  /** Tokens that a model can read at once; the table's when absent. */
  readonly contextWindow?: (model: string) => number;
  /** The user's home: agent types under `.claude/agents` are looked for there too. */
  readonly home: string;
  /** The worker's own: no file of a workspace takes their place. */
  readonly ownTypes?: readonly AgentType[];
  /** PAWL_HOME: worktrees lie below it. */
  readonly pawlHome: string;
  readonly store: TranscriptStore;
  readonly redactor: Redactor;
  /** Whose agent it is. */
  readonly run: { readonly workflowId: string; readonly runId: string };
  /** Of this leg, from 1. */
  readonly attempt: number;
  /** Ends the agent at once: model call aborted, processes killed, this signal's reason thrown. */
  readonly signal: AbortSignal;
  /** What the agent had used when the signal ended it, told before the signal's reason is thrown. */
  readonly onStopped?: (figures: AgentFigures) => void;
  /** Asks the run what was said to the agent. */
  readonly askForMail: AskForMail;
  /** Called at every sign of life; cheap. */
  readonly progress: (heartbeat: AgentHeartbeat) => void;
};
