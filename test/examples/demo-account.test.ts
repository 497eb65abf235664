// The demo's account of who was asked twice must be able to say "somebody".
import { expect, test } from "vitest";

type Agent = {
  readonly head: string;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly turnsAtKill: number;
};
type Request = {
  readonly prompt: string;
  readonly at: string;
  readonly asked: number;
  readonly turn: number;
};
type Judge = (
  agents: readonly Agent[],
  requests: readonly Request[],
  killedAt: number,
) => Record<string, number>;

const address = new URL("../../scripts/demo-parts/judge-requests.mjs", import.meta.url).href;
const { judgeRequests: judge } = (await import(address)) as { readonly judgeRequests: Judge };

const KILL = 1_000;
const agents: readonly Agent[] = [
  { head: "early", startedAt: 0, endedAt: 900, turnsAtKill: 1 },
  { head: "cut off", startedAt: 800, endedAt: 3_000, turnsAtKill: 2 },
  { head: "later", startedAt: 2_000, endedAt: 4_000, turnsAtKill: 0 },
];

function request(prompt: string, atMs: number, asked = 0, turn = 2): Request {
  return { prompt, at: new Date(atMs).toISOString(), asked, turn };
}

const undisturbed = [request("early", 100), request("cut off", 850), request("later", 2_100)];

test("requests of agents that were in flight at the kill may be repeated, and are counted", () => {
  expect(judge(agents, [...undisturbed, request("cut off", 1_500, 1)], KILL)).toMatchObject({
    finishedAtKill: 1,
    inFlightAtKill: 1,
    requests: 4,
    repeated: 1,
    unexplained: 0,
    repeatedFinished: 0,
  });
});

test("an agent asked for after its completion was recorded is found out, whatever it was asked", () => {
  expect(judge(agents, [...undisturbed, request("early", 1_500, 1)], KILL)).toMatchObject({
    repeatedFinished: 1,
    unexplained: 1,
  });
  expect(judge(agents, [...undisturbed, request("early", 1_500, 0)], KILL)).toMatchObject({
    repeatedFinished: 1,
  });
});

test("a repeated request of an agent that came after the kill is unexplained", () => {
  expect(judge(agents, [...undisturbed, request("later", 2_500, 1)], KILL)).toMatchObject({
    unexplained: 1,
    repeatedFinished: 0,
  });
});

test("a turn asked for after it was recorded is found out; the one in flight may be asked for again", () => {
  expect(judge(agents, [...undisturbed, request("cut off", 1_500, 1, 2)], KILL)).toMatchObject({
    turnsKept: 2,
    repeatedTurns: 0,
  });
  expect(judge(agents, [...undisturbed, request("cut off", 1_500, 1, 1)], KILL)).toMatchObject({
    repeatedTurns: 1,
  });
});

test("requests that belong to nobody, and agents that cannot be told apart, are an error", () => {
  expect(() => judge(agents, [request("stranger", 1)], KILL)).toThrow("belongs to no agent");
  expect(() => judge([...agents, ...agents], undisturbed, KILL)).toThrow("cannot be told apart");
});
