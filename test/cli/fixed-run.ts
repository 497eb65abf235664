// A run in the middle of its work, always the same: for pictures of it.
import type { RunDescription } from "../../src/client/describe-run.ts";
import type { AgentRow, GateView, StatusView } from "../../src/protocol/run-views.ts";
import { NO_USAGE } from "../../src/protocol/usage.ts";

/** Milliseconds since 1970: the moment of every picture. */
export const NOW = Date.UTC(2026, 10, 22, 12, 0, 0);

export const RUN: RunDescription = {
  workflowId: "migrate-3f9a1c",
  runId: "01",
  name: "migrate",
  status: "waiting",
  open: true,
  startedAt: NOW - 125_000,
  endedAt: null,
  taskQueue: "pawl",
  activity: new Map([[7, { turn: 3, tool: "Bash", outputTokens: 1_540, lastActivityAt: NOW - 2_000 }]]),
  otherActivities: 0,
};

function agent(call: number, label: string): AgentRow {
  return {
    call,
    label,
    phase: "Migrate",
    state: "working",
    model: "claude-sonnet-5-5",
    queuedAt: NOW - 60_000,
    startedAt: NOW - 42_000,
    endedAt: null,
    turns: 0,
    attempts: 1,
    usage: NO_USAGE,
    costUsd: 0,
    branch: null,
    transcript: null,
    error: null,
    text: null,
  };
}

export const GATE: GateView = {
  id: "g1",
  kind: "approve",
  question: "Replace the entry point?",
  details: { file: "index.js" },
  choices: null,
  takesOther: false,
  schema: null,
  approvers: ["ada"],
  phase: "Migrate",
  openedAt: NOW - 10_000,
  deadline: NOW + 3_600_000,
};

export const VIEW: StatusView = {
  status: "waiting",
  script: { name: "migrate", description: "moves a library", hash: "ab" },
  workspace: "/w",
  startedAt: RUN.startedAt,
  endedAt: null,
  phases: [
    { title: "Map", queued: 0, working: 0, waiting: 0, done: 3, failed: 0 },
    { title: "Migrate", queued: 4, working: 2, waiting: 0, done: 6, failed: 1 },
    { title: "Check", queued: 0, working: 0, waiting: 0, done: 0, failed: 0 },
  ],
  currentPhase: "Migrate",
  working: [agent(7, "migrate src/a.js"), agent(9, "migrate src/b.js")],
  gates: [GATE],
  answered: [],
  census: { asked: 16, done: 9, reused: 0, null: 0, failed: 1, skipped: 0 },
  usage: { inputTokens: 120_000, outputTokens: 15_300, cacheReadTokens: 2_000_000, cacheWriteTokens: 10 },
  costUsd: 0.4242,
  simulated: false,
  budget: { total: null, spent: 15_300 },
  failures: [],
  verdict: null,
  mail: [],
  choice: null,
  log: [
    { at: NOW - 5_000, phase: "Migrate", level: "log", message: "half of it is done" },
    { at: NOW - 4_000, phase: null, level: "warn", message: "slow" },
  ],
};
