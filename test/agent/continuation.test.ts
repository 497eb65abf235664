// An agent is cut off after every single entry of its transcript and continued. The simulator's log and the workspace
// judge, not what the agent says of itself.
import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { bookedRequests } from "../../src/agent/ledger.ts";
import { costUsd } from "../../src/agent/prices.ts";
import { readAgentTranscript } from "../../src/agent/transcript/read-transcript.ts";
import { addUsage, NO_USAGE } from "../../src/protocol/usage.ts";
import type { Usage } from "../../src/protocol/usage.ts";
import type { AgentOutcome, AgentTask } from "../../src/protocol/agent.ts";
import type { Reply, ToolCall } from "../../src/simulator/rules.ts";
import { makeStage } from "./agent-stage.ts";
import type { Play, Stage } from "./agent-stage.ts";
import { makeDyingStore } from "./dying-store.ts";
import { startRecordingProxy } from "./recording-proxy.ts";

let stage: Stage;

const tools = (...calls: [name: string, input: object][]): Reply => ({
  kind: "tools",
  text: `Now ${calls.map(([name]) => name).join(" and ")}.`,
  calls: calls.map(([name, input]): ToolCall => ({ name, input: input as never })),
});
const answer = (value: object): Reply => ({ kind: "answer", value: value as never });

const schema = { type: "object", properties: { n: { type: "integer" } }, required: ["n"] } as const;

/** Six turns: file edits, a command that counts its runs, parallel calls, a nudge, a wrong answer before the right one. */
const SIX_TURNS: readonly Reply[] = [
  tools(["Read", { file_path: "a.txt" }], ["Glob", { pattern: "*.txt" }]),
  tools(["Edit", { file_path: "a.txt", old_string: "one", new_string: "two" }]),
  tools(
    ["Bash", { command: "echo ran >> effects" }],
    ["Read", { file_path: "effects" }],
    ["Write", { file_path: "b.txt", content: "new\n" }],
  ),
  { kind: "text", text: "It is seven." },
  answer({ n: "seven" }),
  answer({ n: 7 }),
];

/** What became of it: the workspace's files, and every request to the model, in order. */
type Traces = {
  readonly files: Readonly<Record<string, string>>;
  readonly requests: readonly { readonly turn: number; readonly body: string }[];
};

type Played = Traces & {
  readonly outcome: AgentOutcome;
  readonly appends: number;
  /** Of the simulator's log. */
  readonly used: Usage;
  /** Of the transcript alone. */
  readonly booked: { readonly usage: Usage; readonly costUsd: number };
};

/** Runs the agent, cut off at its n-th append (never: Infinity) and then continued. */
async function play(replies: Play, task: Partial<AgentTask>, n: number): Promise<Played> {
  stage = await makeStage(replies);
  await writeFile(join(stage.workspace, "a.txt"), "one\n");
  const proxy = await startRecordingProxy(stage.simulator.url);
  const ports = { model: { baseUrl: proxy.url } };
  const dying = makeDyingStore(stage.store, (_events, appends) => appends === n);
  const first = await stage.run({ ...task, call: 1 }, { ...ports, store: dying }).catch(() => null);
  const outcome = first ?? (await stage.run({ ...task, call: 1 }, { ...ports, attempt: 2 }));
  await proxy.close();
  const played = {
    outcome,
    appends: dying.appends(),
    files: await files(),
    requests: proxy.bodies.map(toRequest),
    used: sum(stage.simulator.requests()),
    booked: await book(),
  };
  await stage.close();
  return played;
}

async function book(): Promise<Played["booked"]> {
  const agent = { home: stage.pawlHome, workflowId: "run-1", runId: "r", call: 1 };
  const requests = bookedRequests(await readAgentTranscript(agent));
  const costs = requests.map(({ model, usage, at }) => costUsd(model, usage, at) ?? Number.NaN);
  return {
    usage: sum(requests.map(({ usage }) => usage)),
    costUsd: costs.reduce((all, one) => all + one, 0),
  };
}

function sum(usages: readonly Usage[]): Usage {
  return usages.reduce(addUsage, NO_USAGE);
}

async function files(): Promise<Traces["files"]> {
  const names = (await readdir(stage.workspace)).toSorted();
  const read = names.map(async (name) => [name, await readFile(join(stage.workspace, name), "utf8")]);
  return Object.fromEntries(await Promise.all(read)) as Record<string, string>;
}

/** The folder has another name each time, and with it change the ids that the simulator makes up. */
function toRequest(body: Record<string, unknown>): Traces["requests"][number] {
  const roles = (body["messages"] as { role: string }[]).map(({ role }) => role);
  const text = JSON.stringify(body)
    .replaceAll(stage.workspace, "WORKSPACE")
    .replaceAll(/toolu_simulated_[0-9a-f]+/g, "ID");
  return { turn: roles.filter((role) => role === "assistant").length + 1, body: text };
}

/** Short enough for a message when they differ. */
const digests = (bodies: readonly string[]): readonly string[] =>
  bodies.map((body) => createHash("sha256").update(body).digest("hex").slice(0, 12));

const INTERRUPTED = /may or may not have run/;

/** Up to the first request that tells of an interrupted call: from there on the conversation is another one. */
function undisturbedPart({ requests }: Traces): readonly string[] {
  const first = requests.findIndex(({ body }) => INTERRUPTED.test(body));
  return requests.slice(0, first < 0 ? undefined : first).map(({ body }) => body);
}

describe("A16 an agent that is cut off at any entry of its transcript", async () => {
  const whole = await play(SIX_TURNS, { schema }, Infinity);
  const cuts = Array.from({ length: whole.appends }, (_, index) => index + 1);

  test("the undisturbed one does what it should", () => {
    expect(whole.outcome).toMatchObject({ result: { n: 7 }, turns: 6, attempts: 1 });
    expect(whole.files).toEqual({ "a.txt": "two\n", "b.txt": "new\n", effects: "ran\n" });
    expect(whole.appends).toBe(25);
  });

  test.each(cuts)("goes on from entry %i", async (n) => {
    const continued = await play(SIX_TURNS, { schema }, n);
    const { outcome, requests } = continued;
    expect(outcome).toMatchObject({ result: { n: 7 }, turns: 6 });
    // Every request is paid for once, and the bill can be made again from the transcript.
    expect(outcome.usage).toEqual(continued.used);
    expect(continued.booked.usage).toEqual(continued.used);
    expect(outcome.costUsd).toBeCloseTo(continued.booked.costUsd, 10);
    // No turn is asked for twice, and what is asked is the same to the byte.
    expect(requests.map(({ turn }) => turn)).toEqual([1, 2, 3, 4, 5, 6]);
    const part = undisturbedPart(continued);
    const same = whole.requests.slice(0, part.length).map(({ body }) => body);
    expect(digests(part)).toEqual(digests(same));
    // What was interrupted may be missing, and then the model was told; nothing is done twice.
    const told = requests.some(({ body }) => INTERRUPTED.test(body));
    const missing = Object.entries(whole.files).filter(([name, text]) => continued.files[name] !== text);
    expect(missing.length).toBe(told ? 1 : 0);
    expect(continued.files["effects"] ?? "ran\n").toBe("ran\n");
  });
});
