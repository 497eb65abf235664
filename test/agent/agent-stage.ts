// A place to run agents in for real: a simulated model on loopback and an empty workspace.
import { mkdtemp, mkdir, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AgentHeartbeat, AgentOutcome, AgentTask, AgentYield } from "../../src/protocol/agent.ts";
import { isAgentError } from "../../src/agent/agent-error.ts";
import type { AgentError } from "../../src/agent/agent-error.ts";
import { MODELS } from "../../src/agent/model-table.ts";
import { makeModelTraffic } from "../../src/agent/model-traffic.ts";
import { PRICES } from "../../src/agent/prices.ts";
import { runAgent } from "../../src/agent/run-agent.ts";
import type { AgentPorts } from "../../src/agent/run-agent.ts";
import { NO_REDACTOR } from "../../src/agent/redact/redactor.ts";
import type { TranscriptEvent } from "../../src/agent/transcript/entry.ts";
import { makeFileStore } from "../../src/agent/transcript/file-store.ts";
import type { TranscriptStore } from "../../src/agent/transcript/store.ts";
import type { Reply, Rule, SimulatedRequest } from "../../src/simulator/rules.ts";
import { startSimulator } from "../../src/simulator/simulator.ts";
import type { Simulator } from "../../src/simulator/simulator.ts";

export type Stage = {
  readonly simulator: Simulator;
  readonly workspace: string;
  readonly home: string;
  /** Where its transcripts are. */
  readonly pawlHome: string;
  readonly store: TranscriptStore;
  /** What was appended to any transcript. */
  readonly events: TranscriptEvent[];
  readonly heartbeats: AgentHeartbeat[];
  /** One attempt: of a new agent each time, unless the task says which call it is. */
  attempt(task: Partial<AgentTask>, ports?: Partial<AgentPorts>): Promise<AgentOutcome | AgentYield>;
  /** The same, of an agent that comes to its end. */
  run(task: Partial<AgentTask>, ports?: Partial<AgentPorts>): Promise<AgentOutcome>;
  /** The error of an agent that must fail. */
  fail(task: Partial<AgentTask>, ports?: Partial<AgentPorts>): Promise<AgentError>;
  close(): Promise<void>;
};

/** Rules as data, a list of replies by turn, or a function of the request. */
export type Play = readonly Rule[] | readonly Reply[] | ((request: SimulatedRequest) => Reply | null);

export async function makeStage(play: Play): Promise<Stage> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "pawl-agent-")));
  const [workspace, home] = [join(folder, "workspace"), join(folder, "home")];
  const pawlHome = join(folder, "pawl-home");
  await mkdir(workspace);
  await mkdir(home);
  const simulator = await startSimulator({ rules: toRules(play) });
  const events: TranscriptEvent[] = [];
  const heartbeats: AgentHeartbeat[] = [];
  const store = recordingStore(makeFileStore(pawlHome), events);
  let calls = 0;
  const attempt: Stage["attempt"] = (task, ports = {}) =>
    runAgent(
      { call: (calls += 1), label: "test", prompt: "Do it.", workspace, ...task },
      {
        model: { baseUrl: simulator.url },
        // Nothing is waited out in place: that would only take time.
        traffic: makeModelTraffic({ waitMaxMs: 0 }),
        defaultModel: "sonnet",
        models: MODELS,
        prices: PRICES,
        home,
        pawlHome,
        store,
        redactor: NO_REDACTOR,
        run: { workflowId: "run-1", runId: "r" },
        askForMail: async () => [],
        signal: new AbortController().signal,
        progress: (heartbeat) => heartbeats.push(heartbeat),
        attempt: 1,
        ...ports,
      },
    );
  const run: Stage["run"] = async (task, ports) => {
    const end = await attempt(task, ports);
    if ("result" in end) return end;
    throw new Error(`expected an outcome, got ${JSON.stringify(end)}`);
  };
  return {
    simulator,
    workspace,
    home,
    pawlHome,
    store,
    events,
    heartbeats,
    attempt,
    run,
    async fail(task, ports) {
      const error = await run(task, ports).then(
        (outcome) => new Error(`expected a failure, got ${JSON.stringify(outcome)}`),
        (reason: unknown) => reason,
      );
      if (!isAgentError(error)) throw error;
      return error;
    },
    async close() {
      await simulator.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function recordingStore(store: TranscriptStore, events: TranscriptEvent[]): TranscriptStore {
  return {
    ...store,
    async begin(agent, name) {
      const { transcript, ...begun } = await store.begin(agent, name);
      const append: typeof transcript.append = async (...appended) => {
        await transcript.append(...appended);
        events.push(...appended);
      };
      return { ...begun, transcript: { ...transcript, append } };
    },
  };
}

function toRules(play: Play): readonly Rule[] {
  if (typeof play === "function") return [{ name: "play", when: () => true, reply: play }];
  if (play.every((one): one is Rule => "when" in one)) return play;
  const replies = play.filter((one): one is Reply => "kind" in one);
  return [
    { name: "by turn", when: () => true, reply: ({ turn }) => replies[turn] ?? replies.at(-1) ?? null },
  ];
}
