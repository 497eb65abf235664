// What is measured, for both opponents alike.
import { randomUUID } from "node:crypto";
import proto from "@temporalio/proto";
import { Worker } from "@temporalio/worker";

/** A prompt of an ordinary size: a history keeps it. */
const PROMPT = `Review this module for mistakes. ${"Be exact. ".repeat(20)}`;

const FAN_OUT = `export const meta = { name: "fan-out", description: "agents that answer at once" };
const all = Array.from({ length: args.agents }, (_, index) => () => agent(args.prompt + " " + index));
return (await parallel(all)).length;`;

const FIRST = `export const meta = { name: "first", description: "one agent" };
return agent(args.prompt);`;

const pawl = (script, args) => ({
  type: "run",
  taskQueue: "pawl",
  args: [{ script, args, limits: { agents: 5_000 } }],
});
const hand = (type, args) => ({ type, taskQueue: "hand", args: [args] });

function start(stage, { type, taskQueue, args }) {
  return stage.client.workflow.start(type, { taskQueue, workflowId: randomUUID(), args });
}

async function timed(stage, workflow) {
  const started = performance.now();
  const handle = await start(stage, workflow);
  await handle.result();
  return { ms: performance.now() - started, handle };
}

/** One fan-out each, one after the other. */
export async function fanOutRound(stage, agents) {
  const input = { agents, prompt: PROMPT };
  return {
    pawl: await timed(stage, pawl(FAN_OUT, input)),
    hand: await timed(stage, hand("handWritten", input)),
  };
}

/** A history, and its events, workflow tasks and bytes per agent. */
export async function weigh(handle, agents) {
  const history = await handle.fetchHistory();
  const tasks = history.events.filter((event) => event.workflowTaskCompletedEventAttributes).length;
  const bytes = proto.temporal.api.history.v1.History.encode(history).finish().length;
  return { history, events: history.events.length / agents, tasks: tasks / agents, bytes: bytes / agents };
}

export async function replay(workflowBundle, history) {
  const started = performance.now();
  await Worker.runReplayHistory({ workflowBundle }, history);
  return performance.now() - started;
}

/** Milliseconds from the start request to the first agent at work. */
export async function toFirstAgent(stage, who) {
  const prompt = randomUUID();
  const seen = stage.firstAgent(prompt);
  const started = performance.now();
  const handle = await start(stage, who === "pawl" ? pawl(FIRST, { prompt }) : hand("bare", { prompt }));
  const ms = (await seen) - started;
  await handle.result();
  return ms;
}
