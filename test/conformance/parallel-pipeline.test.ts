// Rows F01 to F07: parallel and pipeline.
import { describe, expect, it } from "vitest";
import { ITEMS_MAX } from "../../src/protocol/limits.ts";
import { addRules, marker, requestsWith, startScript, valueOf, endOf } from "../support/stage.ts";
import { CAUGHT, logOf, runToReturn } from "./outcomes.ts";

/** Agents with this mark answer with what stands behind it, after so many milliseconds. */
async function slow(mark: string, word: string, delayMs: number): Promise<void> {
  await addRules([
    {
      name: `${mark} ${word}`,
      when: { prompt: `${mark} ${word}` },
      reply: { kind: "text", text: word, delayMs },
    },
  ]);
}

describe("F01 parallel", () => {
  it("F01 starts all, waits for all, and gives results in input order", async () => {
    const mark = marker();
    await Promise.all([slow(mark, "slow", 700), slow(mark, "quick", 0)]);
    const { value } = await runToReturn(
      `const ended = []
       const results = await parallel(["slow", "quick"].map((w) => async () => { const r = await agent("${mark} " + w); ended.push(w); return r }))
       return { results, ended, empty: await parallel([]), plain: await parallel([() => 1, async () => 2, () => undefined, () => null]) }`,
    );
    expect(value).toEqual({
      results: ["slow", "quick"],
      ended: ["quick", "slow"],
      empty: [],
      plain: [1, 2, null, null],
    });
  });

  it("F01 what is no array, or holds promises, is a TypeError that says how to write it", async () => {
    const mark = marker();
    const wrong = [
      ...[
        "parallel()",
        "parallel(null)",
        "parallel('x')",
        "parallel({})",
        "parallel(() => 1)",
        "parallel(new Set())",
      ],
      ...[
        "parallel([list[0]])",
        "parallel(list)",
        "parallel([() => 1, 2])",
        "parallel([undefined])",
        "parallel([, () => 1])",
      ],
    ];
    const { value } = await runToReturn(
      `${CAUGHT}const list = [agent("${mark}")]; return [${wrong.map((call) => `await caught(() => ${call})`).join(",")}]`,
    );
    const expected = {
      name: "TypeError",
      isError: true,
      message: expect.stringContaining("wrap each call: () => agent(...)"),
    };
    expect(value).toEqual(wrong.map(() => expected));
    const [, , , , , , promise] = value as { message: string }[];
    expect(promise?.message).toContain("promise");
  });
});

describe("F02 failures in parallel", () => {
  it("F02 a thunk that throws or rejects gives null in its slot and one failure line; parallel does not reject", async () => {
    const script = `phase("P")
      return parallel([
        () => { throw new Error("at once") }, async () => { throw new RangeError("later") }, () => Promise.reject("a text"),
        () => agent("x", { agentType: "nobody" }), () => workflow("no such script"), () => agent(5), () => { throw undefined }, () => "fine" ])`;
    const { value, result, handle } = await runToReturn(script);
    expect(value).toEqual([null, null, null, null, null, null, null, "fine"]);
    expect(result.failures).toHaveLength(7);
    const lines = result.failures.map(({ call, label, phase, message }) => [
      call,
      label,
      phase,
      message.slice(0, 24),
    ]);
    expect(new Set(lines)).toEqual(
      new Set([
        [null, "parallel[0]", "P", "Error: at once"],
        [null, "parallel[1]", "P", "RangeError: later"],
        [null, "parallel[2]", "P", "Error: a text"],
        [1, "x", "P", 'There is no agent type "'],
        [null, "parallel[4]", "P", "ScriptNotFound: There is"],
        [null, "parallel[5]", "P", "TypeError: agent(prompt)"],
        [null, "parallel[6]", "P", "Error: undefined"],
      ]),
    );
    expect(result.status).toBe("degraded");
    expect((await logOf(handle)).filter(({ level }) => level === "error")).toHaveLength(7);
  });
});

describe("F03 and F04 pipeline", () => {
  it("F03 a stage gets (previous, item, index), for the first previous is the item, and the order is the items'", async () => {
    expect(
      await valueOf(
        `return pipeline(["a", "b"], (...given) => given, async (...given) => { await null; return given }, (previous, item, index) => [previous, item, index])`,
      ),
    ).toEqual([
      [[["a", "a", 0], "a", 0], "a", 0],
      [[["b", "b", 1], "b", 1], "b", 1],
    ]);
  });

  it("F03 there is no barrier: an item goes on while another is still in its first stage", async () => {
    const mark = marker();
    await Promise.all([slow(mark, "slow", 800), slow(mark, "quick", 0), slow(mark, "second", 0)]);
    const { value } = await runToReturn(
      `const order = []
       const done = await pipeline(["slow", "quick"],
         async (word) => { const r = await agent("${mark} " + word); order.push(word + " 1"); return r },
         async (previous, word) => { await agent("${mark} second " + word); order.push(word + " 2"); return previous })
       return { order, done }`,
    );
    expect(value).toEqual({ order: ["quick 1", "quick 2", "slow 1", "slow 2"], done: ["slow", "quick"] });
  });

  it("F03 without stages the items come back; a stage that is no function is a TypeError", async () => {
    const { value } = await runToReturn(
      `${CAUGHT}return [await pipeline([1, null, { a: 2 }]), await pipeline([], (x) => x), await caught(() => pipeline([1], (x) => x, "stage")),
         await caught(() => pipeline([1], agent("x"))), await caught(() => pipeline("ab", (x) => x))]`,
    );
    expect(value).toEqual([
      [1, null, { a: 2 }],
      [],
      expect.objectContaining({ name: "TypeError", message: expect.stringContaining("stage 2") }),
      expect.objectContaining({ name: "TypeError" }),
      expect.objectContaining({ name: "TypeError" }),
    ]);
  });

  it("F04 a stage that throws or gives null ends its item with null; undefined, false, 0 and '' go on", async () => {
    const { value, result } = await runToReturn(
      `const called = []
       const results = await pipeline(["throws", "rejects", "null", "undefined", "false", "zero", "empty", "agent"],
         (word) => ({ throws: () => { throw new Error("thrown") }, rejects: () => Promise.reject(new Error("rejected")), null: () => null,
           undefined: () => undefined, false: () => false, zero: () => 0, empty: () => "", agent: () => agent("x", { agentType: "nobody" }) })[word](),
         (previous, word) => { called.push(word); return [String(previous)] })
       return { results, called }`,
    );
    expect(value).toEqual({
      results: [null, null, null, ["undefined"], ["false"], ["0"], [""], null],
      called: ["undefined", "false", "zero", "empty"],
    });
    expect(result.failures.map(({ label }) => label).toSorted()).toEqual(["pipeline[0]", "pipeline[1]", "x"]);
  });
});

describe("F05 and F06 limits", () => {
  it("F05 4 096 items work, one more is rejected with the limit in the error, and nothing is cut", async () => {
    expect(ITEMS_MAX).toBe(4_096);
    const { value } = await runToReturn(
      `${CAUGHT}const many = (n) => Array.from({ length: n }, (_, i) => i)
       let calls = 0
       return [(await parallel(many(4096).map((i) => () => i))).at(-1), (await pipeline(many(4096), (x) => x + 1)).at(-1),
         await caught(() => parallel(many(4097).map((i) => () => { calls++ }))), await caught(() => pipeline(many(4097), () => { calls++ })), calls]`,
    );
    const refused = { name: "RangeError", isError: true, message: expect.stringMatching(/4096.*4097/) };
    expect(value).toEqual([4_095, 4_096, refused, refused, 0]);
  });

  it("F06 with the agent limit used up, parallel and pipeline reject at once", async () => {
    const { value, result } = await runToReturn(
      `${CAUGHT}let calls = 0; await agent("only")
       return [await caught(() => parallel([() => { calls++ }])), await caught(() => pipeline([1], () => { calls++ })), calls]`,
      { limits: { agents: 1 } },
    );
    const refused = { name: "AgentLimit", isError: true, message: expect.stringContaining("limits.agents") };
    expect(value).toEqual([refused, refused, 0]);
    expect(result.failures).toEqual([]);
  });

  it("F06 so they do with the budget used up", async () => {
    const { value } = await runToReturn(
      `${CAUGHT}await agent("spends more than one token"); return [await caught(() => parallel([() => 1])), await caught(() => pipeline([1], () => 1))]`,
      { budget: { outputTokens: 1 } },
    );
    const refused = { name: "BudgetExceeded", isError: true, message: expect.stringContaining("budget") };
    expect(value).toEqual([refused, refused]);
  });

  it("F06 slots lost to it later are null and counted in one summary line", async () => {
    const { value, result } = await runToReturn(
      `const first = await parallel([1, 2, 3, 4, 5].map((n) => () => agent("parallel " + n)))
       return first`,
      { limits: { agents: 2 } },
    );
    expect(value).toEqual(["[simulated] parallel 1", "[simulated] parallel 2", null, null, null]);
    expect(result.failures).toEqual([
      {
        call: null,
        kind: "parallel",
        label: "parallel",
        phase: null,
        message: expect.stringMatching(/^3 of its slots.*limits\.agents/),
      },
    ]);
    const piped = await runToReturn(
      `return pipeline([1, 2, 3], (n) => agent("first " + n), (p, n) => agent("second " + n))`,
      {
        limits: { agents: 4 },
      },
    );
    expect((piped.value as (string | null)[]).filter((slot) => slot === null)).toHaveLength(2);
    expect(piped.result.failures).toMatchObject([
      { label: "pipeline", message: expect.stringMatching(/^2 of its slots/) },
    ]);
    expect(piped.result.census.asked).toBe(4);
  });
});

describe("F07 rejections that nobody awaits", () => {
  it("F07 a rejected agent() that nobody awaits never ends the run or the worker; it is in the failures", async () => {
    const mark = marker();
    const { value, result } = await runToReturn(
      `agent("${mark} bad type", { agentType: "nobody" }); agent("${mark} bad schema", { schema: { type: "strnig" } }); agent(5)
       agent("x", "no options"); void parallel([]).then(() => { throw new Error("in a callback") })
       await agent("${mark}"); await agent("${mark}")
       return "went on"`,
    );
    expect(value).toBe("went on");
    const said = result.failures.map(({ kind, message }) => `${kind} ${message}`).join("\n");
    for (const words of [
      "UnknownAgentType",
      "InvalidSchema",
      "agent(prompt) takes a text",
      "takes an object of options",
      "in a callback",
    ])
      expect(said).toContain(words);
    expect(result.failures).toHaveLength(5);
    expect(result).toMatchObject({ status: "degraded", census: { asked: 4, done: 2, failed: 2 } });
    expect(await requestsWith(mark)).toHaveLength(2);
    expect(await valueOf("return 'and the worker'")).toBe("and the worker");
  });

  it("F07 one that rejects after the limit is used up is there too, and one that is handled is not", async () => {
    const handle = await startScript(
      `await agent("x"); agent("one too many"); const p = agent("two too many"); try { await p } catch {} ; return 1`,
      { limits: { agents: 1 } },
    );
    const end = await endOf(handle);
    expect(end).toMatchObject({ kind: "returned", result: { status: "degraded", value: 1 } });
    expect(end.kind === "returned" && end.result.failures).toMatchObject([
      { kind: "unhandled", message: expect.stringContaining("AgentLimit") },
    ]);
  });
});
