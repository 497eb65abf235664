// The simulator's own pages: what another process sees and changes.
import { expect, test } from "vitest";
import { startWithClient } from "./start-with-client.ts";

async function call(url: string, method = "GET", body?: string) {
  const response = await fetch(url, { method, ...(body === undefined ? {} : { body }) });
  expect(response.headers.get("x-pawl-simulation")).toBe("true");
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

function put(url: string, rules: unknown) {
  return call(`${url}/simulator/rules`, "POST", typeof rules === "string" ? rules : JSON.stringify(rules));
}

test("its page says that it is a simulation, and counts", async () => {
  const { ask, simulator } = await startWithClient({
    rules: [
      { name: "busy", when: { times: 1 }, reply: { kind: "fault", fault: { kind: "overloaded" } } },
      { name: "one", when: {}, reply: { kind: "text", text: "1" } },
    ],
  });
  await expect(ask("hello")).rejects.toThrow(/Overloaded/);
  await ask("hello");
  await ask("hello");
  for (const path of ["/simulator", "/"]) {
    expect(await call(`${simulator.url}${path}`)).toEqual({
      status: 200,
      body: {
        simulation: expect.stringContaining("simulator: no model answers here"),
        requests: 3,
        kept: 3,
        open: 0,
        repeated: 2,
        answeredAgain: 1,
        rules: 2,
        ruleNames: ["busy", "one"],
      },
    });
  }
});

test("the log is read from a given number on", async () => {
  const { ask, simulator } = await startWithClient();
  await ask("one");
  await ask("two");
  const all = await call(`${simulator.url}/simulator/requests`);
  expect(all.body["requests"]).toEqual(simulator.requests());
  const rest = await call(`${simulator.url}/simulator/requests?after=1`);
  expect(rest.body["requests"]).toMatchObject([{ seq: 2, prompt: "two" }]);
  expect((await call(`${simulator.url}/simulator/requests?after=2`)).body["requests"]).toEqual([]);
  const wrong = await call(`${simulator.url}/simulator/requests?after=x`);
  expect(wrong).toMatchObject({
    status: 400,
    body: { error: { message: expect.stringContaining("got x") } },
  });
});

test("rules as data: added in front, answered by, removed", async () => {
  const { ask, simulator } = await startWithClient();
  const rule = {
    name: "data",
    when: { prompt: "^hello$", times: 1 },
    reply: { kind: "text", text: "from data" },
  };
  expect(await put(simulator.url, [rule])).toMatchObject({ status: 200, body: { rules: 1 } });
  expect((await ask("hello")).content).toMatchObject([{ text: "from data" }]);
  expect((await ask("hello")).content).toMatchObject([{ text: "[simulated] hello" }]);
  const fault = { kind: "fault", fault: { kind: "overloaded" } };
  expect(await put(simulator.url, [{ name: "busy", when: {}, reply: fault }])).toMatchObject({
    body: { rules: 2 },
  });
  await expect(ask("hello")).rejects.toThrow(/Overloaded/);
  expect(await call(`${simulator.url}/simulator/rules`, "DELETE")).toMatchObject({
    status: 200,
    body: { rules: 0 },
  });
  expect((await ask("hello")).content).toMatchObject([{ text: "[simulated] hello" }]);
});

const REPLY = { kind: "text", text: "x" };

test.each<[string, unknown, RegExp]>([
  ["no JSON", "{", /not valid JSON/],
  ["no array", {}, /rules: .*expected array/],
  ["no name", [{ when: {}, reply: REPLY }], /rules\[0\]\.name: /],
  ["an unknown condition", [{ name: "a", when: { promt: "x" }, reply: REPLY }], /rules\[0\]\.when: .*promt/],
  [
    "a wrong pattern",
    [{ name: "a", when: { prompt: "(" }, reply: REPLY }],
    /rules\[0\]\.when\.prompt: not a regular expression: /,
  ],
  [
    "an unknown reply",
    [{ name: "a", when: {}, reply: { kind: "txt" } }],
    /rules\[0\]\.reply\.kind: .*'text'/,
  ],
  ["a reply without text", [{ name: "a", when: {}, reply: { kind: "text" } }], /rules\[0\]\.reply\.text: /],
  ["no reply", [{ name: "a", when: {} }], /rules\[0\]\.reply: /],
  ["times 0", [{ name: "a", when: { times: 0 }, reply: REPLY }], /rules\[0\]\.when\.times: /],
  [
    "a status that is no error",
    [{ name: "a", when: {}, reply: { kind: "fault", fault: { kind: "status", status: 200 } } }],
    /rules\[0\]\.reply\.fault\.status: /,
  ],
  [
    "too many",
    Array.from({ length: 10_001 }, () => ({ name: "a", when: {}, reply: REPLY })),
    /rules: .*10000/,
  ],
])("rules that are wrong are a 400 that says where: %s", async (_, rules, message) => {
  const { simulator, ask } = await startWithClient();
  const answer = await put(simulator.url, rules);
  expect(answer.status).toBe(400);
  expect((answer.body["error"] as { message: string }).message).toMatch(message);
  expect((await ask("hello")).content, "none of them is in force").toMatchObject([
    { text: "[simulated] hello" },
  ]);
});
