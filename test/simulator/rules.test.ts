// Which rule answers.
import { expect, test } from "vitest";
import type { Reply, Rule, RuleMatch, SimulatedRequest } from "../../src/simulator/rules.ts";
import { startSimulator } from "../../src/simulator/simulator.ts";
import { answerTool, assistant, type Params, startWithClient, user } from "./start-with-client.ts";

function says(name: string, when: Rule["when"], reply?: Rule["reply"]): Rule {
  return { name, when, reply: reply ?? { kind: "text", text: name } };
}

async function answerer(rules: readonly Rule[]) {
  const { ask, simulator } = await startWithClient({ rules });
  const textOf = async (prompt: string | Partial<Params>): Promise<string> => {
    const [block] = (await ask(prompt)).content;
    return block?.type === "text" ? block.text : "";
  };
  return { textOf, simulator };
}

test("the first rule that matches answers, and rules added later go in front", async () => {
  const { textOf, simulator } = await answerer([says("first", { prompt: "hello" }), says("second", {})]);
  expect(await textOf("hello")).toBe("first");
  expect(await textOf("bye")).toBe("second");
  simulator.addRules([says("third", { prompt: "bye" }), says("fourth", {})]);
  expect(await textOf("bye")).toBe("third");
  expect(await textOf("hello")).toBe("fourth");
  expect(simulator.requests().map(({ rule }) => rule)).toEqual(["first", "second", "third", "fourth"]);
});

test.each<[string, RuleMatch, Partial<Params>, Partial<Params>]>([
  ["prompt", { prompt: "^fix.*now$" }, { messages: [user("fix\nit now")] }, { messages: [user("fix it")] }],
  ["system", { system: "expert" }, { system: "an expert" }, {}],
  ["model", { model: "^claude-opus" }, { model: "claude-opus-5-5" }, {}],
  ["tool", { tool: "StructuredOutput" }, { tools: [answerTool({ type: "object" })] }, {}],
  ["turn", { turn: 1 }, { messages: [user("a"), assistant("b"), user("c")] }, {}],
  [
    "lastText",
    { lastText: "nudge" },
    { messages: [user("a"), user("nudge")] },
    { messages: [user("nudge"), user("b")] },
  ],
])("condition %s", async (_, when, fits, fitsNot) => {
  const { textOf } = await answerer([says("yes", when), says("no", {})]);
  expect(await textOf(fits)).toBe("yes");
  expect(await textOf(fitsNot)).toBe("no");
});

test("all conditions of a rule must hold", async () => {
  const { textOf } = await answerer([says("yes", { prompt: "a", system: "b" }), says("no", {})]);
  expect(await textOf({ messages: [user("a")] })).toBe("no");
  expect(await textOf({ messages: [user("a")], system: "b" })).toBe("yes");
});

test("times counts equal requests only, and rules with times come one after the other", async () => {
  const { textOf } = await answerer([
    says("once", { times: 1 }),
    says("then twice", { times: 2 }),
    says("always", {}),
  ]);
  const asked = [];
  for (let i = 0; i < 4; i += 1) asked.push(await textOf("hello"));
  expect(asked).toEqual(["once", "then twice", "then twice", "always"]);
  expect(await textOf("another")).toBe("once");
});

test("functions see the whole request, may pass, and passing does not count", async () => {
  const seen: SimulatedRequest[] = [];
  const passes = (request: SimulatedRequest): Reply | null => {
    seen.push(request);
    return null;
  };
  const { textOf } = await answerer([
    { name: "passes", when: { times: 1 }, reply: passes },
    { name: "asked", when: (request) => request.asked > 0, reply: { kind: "text", text: "again" } },
  ]);
  const schema = { type: "object", properties: { a: { type: "string" } } };
  const params = { system: "sys", messages: [user("hello")], tools: [answerTool(schema)] };
  await textOf(params);
  expect(await textOf(params)).toBe("again");
  expect(seen).toMatchObject([
    {
      model: "claude-sonnet-5-5",
      system: "sys",
      prompt: "hello",
      lastText: "hello",
      turn: 0,
      tools: ["StructuredOutput"],
      schema,
    },
    { asked: 1 },
  ]);
  expect(seen[0]?.key).toMatch(/^[0-9a-f]{64}$/);
});

test("a rule that throws is a 400 that names it, which nobody tries again", async () => {
  const { textOf } = await answerer([
    says("broken", () => {
      throw new Error("oops");
    }),
  ]);
  await expect(textOf("hello")).rejects.toThrow(/400.*rule \\"broken\\" failed: Error: oops/);
});

test("a function that replies with nonsense is a 400 that says where; with nothing, it passes", async () => {
  const { textOf } = await answerer([
    says("nothing", {}, (() => undefined) as never),
    says("nonsense", { prompt: "hello" }, (() => ({ kind: "text", txt: "x" })) as never),
  ]);
  await expect(textOf("hello")).rejects.toThrow(/400.*rule \\"nonsense\\" failed: .*reply\.text: /);
  expect(await textOf("bye")).toBe("[simulated] bye");
});

test("an answer to a request that offers no StructuredOutput is a 400 that says what to do", async () => {
  const { textOf } = await answerer([says("answers", {}, { kind: "answer", value: {} })]);
  await expect(textOf("hello")).rejects.toThrow(
    /rule \\"answers\\" replies through StructuredOutput.*add \{ tool:/,
  );
});

test("a pattern that is no regular expression is refused when it is given", async () => {
  const wrong = says("wrong", { prompt: "(" });
  await expect(startSimulator({ rules: [wrong] })).rejects.toThrow(
    /rule "wrong", when.prompt: not a regular expression/,
  );
  const { simulator } = await answerer([]);
  expect(() => simulator.addRules([wrong])).toThrow(/when.prompt/);
});
