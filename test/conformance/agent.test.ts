// Rows A01 to A07, A10 and A17: what one call of agent() is owed.
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, inject, it } from "vitest";
import { STALL_MS_DEFAULT, STRUCTURED_NUDGES, STRUCTURED_TRIES } from "../../src/protocol/limits.ts";
import type { Json } from "../../src/protocol/json.ts";
import { addRules, marker, newWorkspace, requestsWith, startScript, valueOf } from "../support/stage.ts";
import type { DataRule } from "../support/stage.ts";
import { until } from "../support/until.ts";
import { startWorkerProcess } from "../support/worker-process.ts";
import { CAUGHT, agentsOf, failureOf, logOf, runToReturn, transcriptOf } from "./outcomes.ts";

type Reply = DataRule["reply"];
const text = (words: string): Reply => ({ kind: "text", text: words });
const answer = (value: Json): Reply => ({ kind: "answer", value });
const fault = (status: number): Reply => ({ kind: "fault", fault: { kind: "status", status } });

/** A mark whose agents are answered like this, turn by turn; the last reply goes on for ever. */
async function played(...replies: readonly Reply[]): Promise<string> {
  const mark = marker();
  const last = replies.length - 1;
  const rules = replies.map((reply, turn) => ({
    name: `${mark} ${turn}`,
    when: { prompt: mark, ...(turn === last ? {} : { turn }) },
    reply,
  }));
  await addRules(rules);
  return mark;
}

const COUNT =
  "{ type: 'object', properties: { n: { type: 'integer' } }, required: ['n'], additionalProperties: false }";

describe("A01 an agent", () => {
  it("A01 an agent resolves to its final text, after as many turns as it takes", async () => {
    const workspace = await newWorkspace();
    const mark = await played(
      {
        kind: "tools",
        text: "not this",
        calls: [{ name: "Write", input: { file_path: "a.txt", content: "made" } }],
      },
      text("the end"),
    );
    expect(await valueOf(`return agent("${mark}")`, { workspace })).toBe("the end");
    expect(await readFile(join(workspace, "a.txt"), "utf8")).toBe("made");
    expect(await requestsWith(mark)).toHaveLength(2);
  });

  it("A01 it sees only its prompt: nothing of the script, nothing of the agents before", async () => {
    const [first, second] = [marker(), marker()];
    const leaks = (word: string): DataRule[] => [
      { name: `${word} in system`, when: { prompt: `^${second}$`, system: word }, reply: text("leaked") },
      { name: `${word} in words`, when: { prompt: `^${second}$`, lastText: word }, reply: text("leaked") },
    ];
    await addRules([
      ...leaks(first),
      ...leaks("secretvariable"),
      {
        name: second,
        when: { prompt: `^${second}$`, lastText: `^${second}$`, turn: 0 },
        reply: text("alone"),
      },
    ]);
    const { value } = await runToReturn(
      `const secretvariable = 1; const a = await agent("${first}"); return [a, await agent("${second}")]`,
    );
    expect(value).toEqual([`[simulated] ${first}`, "alone"]);
  });

  it("A01 with schema it resolves to the validated object", async () => {
    const mark = await played(answer({ n: 7 }));
    expect(await valueOf(`return agent("${mark}", { schema: ${COUNT} })`)).toEqual({ n: 7 });
  });

  it("A01 it is null when it died of an error that retries could not cure, and text when one could", async () => {
    const dead = await played(fault(404));
    const cured = marker();
    await addRules([
      { name: cured, when: { prompt: cured, times: 1 }, reply: fault(500) },
      { name: cured, when: { prompt: cured }, reply: text("cured") },
    ]);
    const { value, handle } = await runToReturn(
      `return parallel([() => agent("${dead}"), () => agent("${cured}")])`,
    );
    expect(value).toEqual([null, "cured"]);
    expect((await agentsOf(handle)).map(({ state, attempts }) => [state, attempts])).toEqual([
      ["null", 1],
      ["done", 2],
    ]);
  });
});

describe("A02 and A03 how a call is shown", () => {
  it("A02 a label is the display name, else the first 60 characters of the prompt with white space collapsed", async () => {
    const mark = marker();
    const { handle } = await runToReturn(
      `await agent("${mark} one", { label: "my label" })
       await agent("  ${mark}\\n\\t  two   words " + "x".repeat(100))`,
    );
    const labels = (await agentsOf(handle)).map(({ label }) => label);
    expect(labels).toEqual(["my label", `${mark} two words ${"x".repeat(100)}`.slice(0, 60)]);
  });

  it("A02 labels, prompts and whole calls may repeat: each call is an agent of its own", async () => {
    const mark = marker();
    const call = `() => agent("${mark}", { label: "same" })`;
    const { handle, value, result } = await runToReturn(`return parallel([${call}, ${call}, ${call}])`);
    expect(value).toEqual(Array.from({ length: 3 }, () => `[simulated] ${mark}`));
    expect((await agentsOf(handle)).map(({ call: number, label }) => [number, label])).toEqual([
      [1, "same"],
      [2, "same"],
      [3, "same"],
    ]);
    expect(result.census).toMatchObject({ asked: 3, done: 3 });
    expect(await requestsWith(mark)).toHaveLength(3);
  });

  it("A03 phase is the group of this call, and overrides the ambient phase()", async () => {
    const { handle } = await runToReturn(
      `await agent("a"); phase("One"); await agent("b"); await agent("c", { phase: "Two" }); await agent("d")`,
    );
    expect((await agentsOf(handle)).map((row) => row.phase)).toEqual([null, "One", "Two", "One"]);
  });
});

describe("A04 schema", () => {
  it.each([
    ["is no schema", "{ type: 'object', properties: { a: { type: 'strnig' } } }"],
    ["has no object at its root", "{ type: 'array', items: {} }"],
    ["has no type at its root", "{ properties: {} }"],
    ["is a text", "'object'"],
    ["is an array", "[]"],
    [
      "contradicts itself",
      "{ type: 'object', properties: { a: { type: 'integer', minimum: 3, maximum: 2 } }, required: ['a'] }",
    ],
    [
      "wants a key it forbids",
      "{ type: 'object', properties: {}, required: ['a'], additionalProperties: false }",
    ],
  ])("A04 a schema that %s: the call rejects before anything is spent", async (_what, schema) => {
    const mark = marker();
    const { value, result } = await runToReturn(
      `${CAUGHT}return caught(() => agent("${mark}", { schema: ${schema} }))`,
    );
    expect(value).toMatchObject({ isError: true, message: expect.stringMatching(/schema/i) });
    expect(await requestsWith(mark)).toEqual([]);
    expect(result.usage.outputTokens).toBe(0);
  });

  it("A04 the agent has a StructuredOutput tool with that schema, and is never forced to call it", async () => {
    const schema =
      "{ type: 'object', properties: { word: { const: 'rarely-guessed' } }, required: ['word'] }";
    const mark = marker();
    await addRules([
      { name: mark, when: { prompt: `${mark} no tool`, tool: "StructuredOutput" }, reply: text("has it") },
    ]);
    // The simulated API refuses a forced tool_choice for this model, and answers with an example of the schema it got.
    const { value, handle } = await runToReturn(
      `return [await agent("${mark}", { schema: ${schema}, model: "claude-sonnet-5-5" }), await agent("${mark} no tool")]`,
    );
    expect(value).toEqual([{ word: "rarely-guessed" }, `[simulated] ${mark} no tool`]);
    const attempt = (await transcriptOf(handle, 1)).find(({ kind }) => kind === "attempt");
    expect(attempt).toMatchObject({ tools: expect.arrayContaining(["StructuredOutput"]) });
    expect(attempt).toMatchObject({
      schema: { type: "object", properties: { word: { const: "rarely-guessed" } } },
    });
  });

  it("A04 the validation error goes back to the agent, which may try again", async () => {
    const mark = await played(answer({ n: "seven" }), answer({ n: 7 }));
    const { value, handle } = await runToReturn(`return agent("${mark}", { schema: ${COUNT} })`);
    expect(value).toEqual({ n: 7 });
    const results = (await transcriptOf(handle, 1)).filter((entry) => entry.kind === "result");
    expect(results).toMatchObject([
      { isError: true, content: expect.stringContaining("/n must be integer") },
      { isError: false },
    ]);
  });

  it("A04 after 5 failed tries in all the call rejects with the last validation error, and its text stays readable", async () => {
    const wrong: Reply = {
      kind: "tools",
      text: "I am sure of it.",
      calls: [{ name: "StructuredOutput", input: { n: "x" } }],
    };
    const mark = await played(answer({}), wrong);
    const { value, handle, result } = await runToReturn(
      `${CAUGHT}return caught(() => agent("${mark}", { schema: ${COUNT} }))`,
    );
    expect(STRUCTURED_TRIES).toBe(5);
    expect(value).toMatchObject({
      isError: true,
      name: "NoStructuredOutput",
      message: expect.stringContaining("/n must be integer"),
    });
    expect(await requestsWith(mark)).toHaveLength(5);
    const [row] = await agentsOf(handle);
    expect(row).toMatchObject({
      state: "failed",
      turns: 5,
      text: expect.stringContaining("I am sure of it."),
    });
    expect(row?.text).toContain('{"n":"x"}');
    expect(result).toMatchObject({ status: "degraded", census: { failed: 1 } });
  });

  it("A04 an agent that ends without calling it gets 2 nudges, then the call rejects, and its text stays readable", async () => {
    const mark = await played(text("My answer is seven."));
    const { value, handle } = await runToReturn(
      `${CAUGHT}return caught(() => agent("${mark}", { schema: ${COUNT} }))`,
    );
    expect(STRUCTURED_NUDGES).toBe(2);
    expect(value).toMatchObject({ isError: true, name: "NoStructuredOutput" });
    expect(await requestsWith(mark)).toHaveLength(3);
    const words = (await transcriptOf(handle, 1)).filter((entry) => entry.kind === "user");
    expect(words.slice(1)).toMatchObject([
      { content: expect.stringContaining("StructuredOutput") },
      { content: expect.stringContaining("StructuredOutput") },
    ]);
    expect(await agentsOf(handle)).toMatchObject([{ state: "failed", text: "My answer is seven." }]);
  });

  it("A04 a nudged agent may still answer", async () => {
    const mark = await played(text("seven"), text("seven!"), answer({ n: 7 }));
    expect(await valueOf(`return agent("${mark}", { schema: ${COUNT} })`)).toEqual({ n: 7 });
  });
});

describe("A05 terminal errors", () => {
  it.each([
    ["an API error", fault(400), "ModelRequestRefused"],
    ["a missing model", fault(404), "ModelRequestRefused"],
    ["a refusal", { kind: "refusal" } as Reply, "ModelRefusal"],
  ])(
    "A05 %s resolves to null, with one line in the failures and one in the log",
    async (_what, reply, kind) => {
      const mark = await played(reply);
      const { value, handle, result } = await runToReturn(
        `return [await agent("${mark}", { label: "dies", phase: "P" })]`,
      );
      expect(value).toEqual([null]);
      expect(result.failures).toEqual([
        { call: 1, label: "dies", phase: "P", kind, message: expect.any(String) },
      ]);
      expect(result).toMatchObject({ status: "degraded", census: { asked: 1, null: 1, failed: 0 } });
      expect(await logOf(handle)).toMatchObject([
        { level: "error", phase: "P", message: expect.stringContaining(kind) },
      ]);
      expect(await requestsWith(mark)).toHaveLength(1);
    },
  );
});

describe("A06 model and effort", () => {
  /** The models that were asked, call by call. */
  async function modelsOf(calls: readonly string[], options: object): Promise<(string | null)[]> {
    const script = calls.map((call, n) => `await agent("call ${n}", ${call})`).join("\n");
    const { handle } = await runToReturn(script, options);
    return (await agentsOf(handle)).map(({ model }) => model);
  }

  it("A06 model is an alias, a full id or inherit; the default is the run's model", async () => {
    const calls = ["{ model: 'haiku' }", "{ model: 'sonnet' }", "{ model: 'opus' }", "{ model: 'fable' }"];
    const more = ["{ model: 'claude-opus-4-5' }", "{ model: 'inherit' }", "{}"];
    expect(await modelsOf([...calls, ...more], { model: "claude-haiku-4-5" })).toEqual([
      expect.stringMatching(/^claude-haiku-\d/),
      expect.stringMatching(/^claude-sonnet-\d/),
      expect.stringMatching(/^claude-opus-\d/),
      expect.stringMatching(/^claude-fable-\d/),
      ...["claude-opus-4-5", "claude-haiku-4-5", "claude-haiku-4-5"],
    ]);
  });

  it("A06 the model that is named is the one that is asked", async () => {
    const mark = marker();
    await addRules([
      { name: mark, when: { prompt: mark, model: "^claude-opus-4-5$" }, reply: text("opus 4.5") },
    ]);
    expect(await valueOf(`return agent("${mark}", { model: "claude-opus-4-5" })`)).toBe("opus 4.5");
  });

  it("A06 effort is one of five; an unknown value is ignored with a warning", async () => {
    const efforts = ["low", "medium", "high", "xhigh", "max", "extreme"];
    const { handle, result } = await runToReturn(
      `for (const effort of ${JSON.stringify(efforts)}) await agent("x", { effort, model: "opus" })`,
    );
    const sent = await Promise.all(
      efforts.map(async (_effort, n) =>
        (await transcriptOf(handle, n + 1)).find(({ kind }) => kind === "attempt"),
      ),
    );
    expect(sent.map((entry) => entry?.kind === "attempt" && entry.effort)).toEqual([
      ...efforts.slice(0, 5),
      null,
    ]);
    expect(result.status).toBe("completed");
    expect(await logOf(handle)).toMatchObject([
      { level: "warn", message: expect.stringContaining('"extreme"') },
    ]);
  });
});

describe("A07 agent types", () => {
  const DEFINITION = (name: string, words: string): string =>
    `---\nname: ${name}\ndescription: for a test\ntools: Read, Grep\n---\n${words}\n`;

  it("A07 the built-in types and those of the workspace are known, and say how the agent works", async () => {
    const workspace = await newWorkspace();
    await mkdir(join(workspace, ".claude/agents"), { recursive: true });
    await writeFile(
      join(workspace, ".claude/agents/reviewer.md"),
      DEFINITION("reviewer", "You review with care."),
    );
    const { handle, value } = await runToReturn(
      `const answers = []
       for (const agentType of ["general-purpose", "Explore", "Plan", "reviewer"]) answers.push(await agent("x", { agentType }))
       return answers`,
      { workspace },
    );
    expect(value).toEqual(Array.from({ length: 4 }, () => "[simulated] x"));
    const attempts = await Promise.all(
      [1, 2, 3, 4].map(async (call) =>
        (await transcriptOf(handle, call)).find((entry) => entry.kind === "attempt"),
      ),
    );
    expect(attempts).toMatchObject([
      { agentType: "general-purpose", tools: expect.arrayContaining(["Bash", "Write"]) },
      { agentType: "Explore", tools: expect.not.arrayContaining(["Write"]) },
      { agentType: "Plan", tools: expect.not.arrayContaining(["Write"]) },
      {
        agentType: "reviewer",
        tools: ["Read", "Grep"],
        system: expect.stringContaining("You review with care."),
      },
    ]);
  });

  it("A07 those of the home are known too", async () => {
    const userHome = await mkdtemp(join(tmpdir(), "pawl-test-user-"));
    await mkdir(join(userHome, ".claude/agents"), { recursive: true });
    await writeFile(join(userHome, ".claude/agents/homely.md"), DEFINITION("homely", "You are at home."));
    const taskQueue = marker();
    const { address, simulatorUrl, workspace } = inject("stage");
    const worker = await startWorkerProcess({
      address,
      simulatorUrl,
      workspaces: [workspace],
      taskQueue,
      userHome,
    });
    await addRules([
      { name: taskQueue, when: { prompt: taskQueue, system: "You are at home" }, reply: text("homely") },
    ]);
    try {
      expect(await valueOf(`return agent("${taskQueue}", { agentType: "homely" })`, { taskQueue })).toBe(
        "homely",
      );
    } finally {
      await worker.kill();
      await rm(userHome, { recursive: true, force: true });
    }
  });

  it("A07 an unknown type: the call rejects, lists the known ones, and nothing is spent", async () => {
    const workspace = await newWorkspace();
    await mkdir(join(workspace, ".claude/agents"), { recursive: true });
    await writeFile(join(workspace, ".claude/agents/own.md"), DEFINITION("own", "x"));
    const mark = marker();
    const { value } = await runToReturn(
      `${CAUGHT}return caught(() => agent("${mark}", { agentType: "owm" }))`,
      { workspace },
    );
    expect(value).toMatchObject({ name: "UnknownAgentType", isError: true });
    for (const known of ["own", "general-purpose", "Explore", "Plan"])
      expect((value as { message: string }).message).toContain(known);
    expect(await requestsWith(mark)).toEqual([]);
  });

  it("A07 it combines with schema", async () => {
    const mark = await played(answer({ n: 3 }));
    expect(await valueOf(`return agent("${mark}", { agentType: "Explore", schema: ${COUNT} })`)).toEqual({
      n: 3,
    });
  });
});

describe("A10 options", () => {
  it("A10 unknown keys are ignored, and named once in the log", async () => {
    const { handle, value } = await runToReturn(
      `return [await agent("x", { colour: "red" }), await agent("x", { colour: "blue" })]`,
    );
    expect(value).toEqual(["[simulated] x", "[simulated] x"]);
    const named = (await logOf(handle)).filter(({ message }) => message.startsWith("agent()"));
    expect(named).toMatchObject([{ level: "warn", message: expect.stringContaining('"colour"') }]);
  });

  it("A10 options that are explicitly undefined count as absent", async () => {
    const keys = [
      "label",
      "phase",
      "schema",
      "model",
      "effort",
      "agentType",
      "stallMs",
      "isolation",
      "unheardOf",
    ];
    const options = `{ ${keys.map((key) => `${key}: undefined`).join(", ")} }`;
    const { handle, value } = await runToReturn(
      `return [await agent("x", ${options}), await agent("x", undefined)]`,
    );
    expect(value).toEqual(["[simulated] x", "[simulated] x"]);
    const [first, second] = await agentsOf(handle);
    expect({ ...first, label: "x", phase: null, model: second?.model }).toMatchObject({
      label: second?.label,
      phase: second?.phase,
    });
  });

  it("A10 stallMs is the limit without progress: a silent attempt is tried again", async () => {
    const mark = marker();
    await addRules([
      { name: mark, when: { prompt: mark, times: 1 }, reply: { kind: "fault", fault: { kind: "silence" } } },
      { name: mark, when: { prompt: mark }, reply: text("awake") },
    ]);
    const { handle, value } = await runToReturn(`return agent("${mark}", { stallMs: 200 })`);
    expect(value).toBe("awake");
    expect(await agentsOf(handle)).toMatchObject([{ attempts: 2 }]);
  });

  it("A10 by default it is 180 000, and 0 turns it off: a slow model is waited for", async () => {
    expect(STALL_MS_DEFAULT).toBe(180_000);
    const mark = marker();
    await addRules([
      { name: mark, when: { prompt: mark }, reply: { kind: "text", text: "slow", delayMs: 1_000 } },
    ]);
    const { handle, value } = await runToReturn(
      `return parallel([() => agent("${mark}"), () => agent("${mark}", { stallMs: 0 })])`,
    );
    expect(value).toEqual(["slow", "slow"]);
    expect((await agentsOf(handle)).map(({ attempts }) => attempts)).toEqual([1, 1]);
  });
});

describe("A17 nothing a call provokes kills the run", () => {
  it("A17 every wrong call can be caught, and the run goes on to its end", async () => {
    const calls = [
      ...[
        "agent()",
        "agent(5)",
        "agent(null)",
        "agent({})",
        "agent('')",
        "agent('  ')",
        "agent(Symbol())",
        "agent(1n)",
      ],
      ...[
        "agent('x', 5)",
        "agent('x', 'label')",
        "agent('x', [])",
        "agent('x', () => 1)",
        "agent('x', { label: 5 })",
      ],
      ...["agent('x', { phase: {} })", "agent('x', { schema: 5 })", "agent('x', { schema: () => 1 })"],
      ...[
        "agent('x', { schema: cycle })",
        "agent('x', { schema: { type: 'object', a: 1n } })",
        "agent('x', { schema: deep })",
      ],
      ...[
        "agent('x', { model: 5 })",
        "agent('x', { stallMs: -1 })",
        "agent('x', { stallMs: 'soon' })",
        "agent('x', { stallMs: NaN })",
      ],
      ...["agent('x', { agentType: '../../etc/passwd' })", "agent('x', { isolation: 'container' })"],
      ...[
        "agent('x'.repeat(2e6))",
        "agent('x', { schema: { type: 'object', description: 'é'.repeat(6e5) } })",
      ],
      ...[
        "agent('x', { get label() { throw new Error('a getter that throws') } })",
        "agent('x', new Proxy({}, { ownKeys() { throw new Error('a trap that throws') } }))",
      ],
      ...[
        "workflow()",
        "workflow('')",
        "workflow('../../x')",
        "workflow('a\\u0000b')",
        "workflow({ scriptPath: '/etc/passwd' })",
      ],
      ...[
        "workflow('x', () => 1)",
        "check()",
        "check('')",
        "check('x', { cwd: '../..' })",
        "check('x', { timeoutMs: 'x' })",
      ],
      ...[
        "approve()",
        "approve('x'.repeat(2e6))",
        "approve('x', { timeout: 'soon' })",
        "approve('x', { approvers: [] })",
      ],
      ...[
        "ask('x', { choices: [] })",
        "ask('x', { choices: ['a'], schema: {} })",
        "ask('x', { schema: { type: 'strnig' } })",
      ],
      ...[
        "sleep('soon')",
        "sleep(NaN)",
        "sleep({})",
        "sleep(Infinity)",
        "setTimeout('code')",
        "setTimeout(() => {}, 1e15)",
      ],
      ...["phase()", "phase('')", "phase({})", "parallel('x')", "pipeline('x')", "pipeline([1], 2)"],
    ];
    const script = `${CAUGHT}
      const cycle = { type: 'object' }; cycle.self = cycle
      let deep = { type: 'object' }; for (let n = 0; n < 2000; n++) deep = { type: 'object', properties: { a: deep } }
      const ends = [${calls.map((call) => `await caught(() => ${call})`).join(",\n")}]
      return { ends, after: await agent('still here') }`;
    const { value, result } = await runToReturn(script);
    const { ends, after } = value as { ends: { isError?: boolean; message?: string }[]; after: string };
    expect(calls.filter((_call, n) => ends[n]?.isError !== true)).toEqual([]);
    expect(
      ends.filter(
        ({ message = "" }) => message.length < 10 || /undefined \(reading|is not a function/.test(message),
      ),
    ).toEqual([]);
    expect(after).toBe("[simulated] still here");
    expect(result.status).toBe("degraded");
  });

  it("A17 odd but allowed calls work", async () => {
    const odd = [
      ...[
        "agent('\\ud800 lone surrogate')",
        "agent('\\u0000 nul')",
        "agent('x', { label: '' })",
        "agent('x', null)",
      ],
      ...[
        "agent('x', { label: '\\u202e'.repeat(500) })",
        "agent('x', { phase: 'p'.repeat(2000) })",
        "agent('x', Object.create(null))",
      ],
      ...["agent('x', { label: '__proto__', phase: '__proto__' })", "agent('x', { phase: 'constructor' })"],
      ...[
        "agent('x'.repeat(5e5))",
        "agent('x', class {})".replace("class {}", "new (class { label = 'of a class' })()"),
      ],
    ];
    const value = (await valueOf(`return [${odd.map((call) => `await ${call}`).join(", ")}]`)) as string[];
    expect(value).toHaveLength(odd.length);
    expect(odd.filter((_call, n) => !value[n]?.startsWith("[simulated]"))).toEqual([]);
  });

  it("A17 what an agent answers can be anything: too large a result rejects, and can be caught", async () => {
    // Three bytes a character, and an answer in four pieces: one answer of the model is bounded.
    const piece: Reply = { kind: "text", text: "€".repeat(100_000), stopReason: "max_tokens" };
    const mark = await played(piece, piece, piece, text("€".repeat(100_000)));
    const { value } = await runToReturn(
      `${CAUGHT}return caught(() => agent("${mark}", { label: "talker" }))`,
    );
    expect(value).toMatchObject({ name: "ResultTooLarge", message: expect.stringContaining("talker") });
    expect(await requestsWith(mark)).toHaveLength(4);
  });

  it("A17 an error nobody catches fails the run as a script's error, with the line", async () => {
    const end = await failureOf("await agent('fine')\nawait agent('x', { agentType: 'nobody' })");
    expect(end).toMatchObject({ type: "ScriptError", record: { census: { done: 1, failed: 1 } } });
    expect(end.message).toContain("test:3:");
  });

  it("A17 no workflow task of such runs was ever failed or retried", async () => {
    const handle = await startScript(
      "for (const x of [5, null, {}]) await agent(x).catch(() => 0)\nawait agent('x', { schema: { type: 'strnig' } }).catch(() => 0)",
    );
    await handle.result();
    const { events } = await handle.fetchHistory();
    expect(
      events?.filter(
        (event) => event.workflowTaskFailedEventAttributes || event.workflowTaskTimedOutEventAttributes,
      ),
    ).toEqual([]);
    await until("the run's end", async () => (await handle.describe()).status.name === "COMPLETED");
  });
});
