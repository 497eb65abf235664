// The runs that are recorded, one of each shape. `end` is how the run must end: its status, or its failure's type.
import { answering, inTurn, updating } from "./acts.mjs";
import { systems } from "./systems.mjs";
import { until } from "./until.mjs";

export const shapes = [
  { name: "hello", end: "completed", script: "return agent('Say hello')" },
  {
    name: "schema",
    end: "completed",
    script:
      "return agent('Name a colour', { schema: { type: 'object', required: ['colour'], properties: { colour: { type: 'string' } } }, label: 'namer', effort: 'low' })",
  },
  {
    name: "parallel-30",
    end: "completed",
    script: "return parallel(Array.from({ length: 30 }, (_, i) => () => agent('Part ' + i)))",
  },
  {
    name: "pipeline-3-stages",
    end: "completed",
    script:
      "return pipeline([1, 2, 3, 4, 5], (n) => agent('Map ' + n), (text, n) => agent('Work ' + n + text), (text, n, i) => (i === 2 ? null : agent('Judge ' + n)))",
    input: { concurrency: 2 },
  },
  {
    name: "nested",
    end: "completed",
    script:
      "const one = await workflow('greet', { who: 'ann' })\nconst none = await workflow('nobody').catch((error) => error.name)\nreturn [one, none, await agent('After')]",
  },
  {
    name: "gate-approved",
    end: "completed",
    script: "return approve('Go?', { approvers: ['ann'], details: { files: 2 } })",
    act: answering(1, ["approve", { by: "eve" }], ["approve", { by: "ann", note: "fine" }]),
  },
  {
    name: "gate-rejected",
    end: "completed",
    script:
      "const [gate, text] = await Promise.all([approve('Go?'), agent('Meanwhile')])\nreturn [gate.approved, text]",
    act: updating(1, ["reject", { id: "g1", by: "bob" }]),
  },
  {
    name: "ask-with-choices",
    end: "completed",
    script: "return Promise.all([ask('Which?', { choices: ['left', 'right'] }), ask('Why?')])",
    act: answering(
      2,
      ["answer", { id: "g2", value: { why: 1 } }],
      ["answer", { id: "g1", value: "up" }],
      ["answer", { id: "g1", value: "left", by: "ann" }],
    ),
  },
  {
    name: "ask-with-schema",
    end: "completed",
    script: "return ask('How many?', { schema: { type: 'integer' } })",
    act: updating(1, ["answer", { value: "many" }], ["answer", { value: 3 }]),
  },
  {
    name: "gate-timeouts",
    end: "completed",
    script:
      "return [await approve('Quick?', { timeout: 100 }), await ask('?', { timeout: 100, default: 7 }), await ask('?', { timeout: 100 }).catch((error) => error.name)]",
  },
  {
    name: "timers-and-race",
    end: "completed",
    script:
      "const first = await Promise.race([agent('Slow one'), sleep(200).then(() => 'late')])\nconst timer = setTimeout(() => log('never'), 60_000)\nclearTimeout(timer)\nawait new Promise((done) => setTimeout(done, '50'))\nreturn [first, await agent('And then')]",
  },
  {
    name: "check",
    end: "completed",
    script:
      "const red = await check('echo broken; exit 3', { label: 'red' })\nconst [green] = await Promise.all([check('ls -a'), agent('Look around')])\nreturn [red.exitCode, green.ok]",
  },
  {
    name: "failing-script",
    end: "ScriptError",
    script:
      "const text = await agent('First')\nfunction fail() {\n  throw new TypeError('no ' + text)\n}\nfail()",
  },
  { name: "syntax-error", end: "ScriptSyntaxError", script: "const x: number = 1\nreturn x" },
  { name: "script-limit", end: "ScriptLimit", script: "await agent('First')\nfor (;;) {}" },
  {
    name: "budget-exceeded",
    end: "BudgetExceeded",
    script: "for (let i = 0; ; i++) await agent('Spend ' + i + ' of ' + budget.remaining())",
    input: { budget: { outputTokens: 60 } },
  },
  {
    name: "agent-limit",
    end: "AgentLimit",
    script: "for (let i = 0; ; i++) await agent('Count ' + i)",
    input: { limits: { agents: 5 } },
  },
  {
    name: "null-agents",
    end: "degraded",
    script:
      "const never = agent('Decline alone', { schema: { type: 'nonsense' } })\nreturn parallel([() => agent('Decline this'), () => agent('Refuse that'), () => agent('Do it'), () => { throw new Error('thunk') }, () => agent('x', { agentType: 'nobody' })])",
  },
  {
    name: "stopped",
    end: "CancelledFailure",
    script:
      "return parallel([() => agent('Hang 1'), () => agent('Hang 2'), () => agent('Quick'), () => approve('?')])",
    input: { concurrency: 2 },
    act: async (handle, { simulator }) => {
      await until(
        "two agents at work",
        () => simulator.requests().filter(({ rule }) => rule === "hangs").length === 2,
      );
      await handle.signal("stop", { by: "ann", reason: "enough" });
    },
  },
  {
    name: "sequential-agents",
    end: "completed",
    script:
      "let text = 'start'\nfor (let i = 0; i < 25; i++) text = await agent('Step ' + i + ' after ' + text.slice(-20))\nreturn text",
  },
  {
    name: "logs-and-phases",
    end: "completed",
    script:
      "export const meta = { name: 'told', description: 'recorded', phases: [{ title: 'Plan' }, { title: 'Build', detail: 'it' }] }\nphase('Plan')\nlog('one', { two: 2 })\nconsole.warn(new Error('three'))\nawait agent('Plan it')\nphase('Elsewhere')\nawait parallel([() => agent('Build it', { phase: 'Build' }), () => agent('And this')])\nreturn budget.spent() > 0",
  },
  {
    name: "large-values",
    end: "completed",
    script:
      "const text = await agent('Write much. ' + 'x'.repeat(50_000))\nreturn { text, args, size: text.length }",
    input: { args: { list: Array.from({ length: 2_000 }, (_, i) => i), text: "é".repeat(1_000) } },
  },
  { name: "saved-script", end: "completed", type: "greet", args: [{ who: ["ann", null] }] },
  {
    name: "launch-approved",
    end: "completed",
    script: "return agent('Off we go')",
    input: { approval: "launch" },
    act: answering(1, ["approve", { by: "ann" }]),
  },
  {
    name: "launch-rejected",
    end: "rejected",
    script: "return agent('Off we go')",
    input: { approval: "launch" },
    act: answering(1, ["reject", { by: "ann", note: "no" }]),
  },
  {
    name: "agent-options",
    end: "completed",
    script:
      "return agent('Look around', { tools: ['Glob', 'Read'], cwd: '.', timeoutMs: '5m', maxTurns: 9, maxTokens: 9000, stallMs: 60000, details: true })",
    input: { grant: ["AskUserQuestion"] },
  },
  {
    name: "details-of-failures",
    end: "degraded",
    script:
      "const end = (prompt, options) => agent(prompt, { details: true, ...options })\nconst ends = await parallel([() => end('Decline this'), () => end('Refuse that'), () => end('Do it'), () => end('x', { agentType: 'nobody' }), () => end('x', { schema: { type: 'nonsense' } })])\nreturn ends.map(({ status, error }) => [status, error?.type ?? null])",
  },
  {
    name: "worktrees-merged",
    end: "completed",
    script:
      "const work = await parallel(['Make own 1', 'Make own 2', 'Only look'].map((prompt) => () => agent(prompt, { isolation: 'worktree', details: true })))\nconst seen = await check('ls')\nconst rows = await merge([...work, null], { check: 'ls own-*.txt', timeoutMs: '1m', label: 'bring in' })\nreturn [seen.ok, rows.map(({ status }) => status), (await merge('nowhere')).length]",
  },
  {
    name: "merge-conflict-reported",
    end: "completed",
    script:
      "const work = await parallel(['Turn left', 'Turn right'].map((prompt) => () => agent(prompt, { isolation: 'worktree', base: 'start', details: true })))\nreturn (await merge(work)).map(({ status, files }) => [status, files ?? null])",
  },
  {
    name: "merge-conflict-resolved",
    end: "completed",
    script:
      "const work = await parallel(['Turn left', 'Turn right'].map((prompt) => () => agent(prompt, { isolation: 'worktree', base: 'start', details: true })))\nreturn (await merge(work, { onConflict: 'agent', check: 'grep -q right shared.txt || grep -q left shared.txt' })).map(({ status }) => status)",
  },
  {
    name: "agent-asks",
    end: "completed",
    script:
      "const [one, other] = await parallel([() => agent('Ask once'), () => agent('Meanwhile')])\nreturn [one, other, await agent('Afterwards')]",
    input: { grant: ["AskUserQuestion"], concurrency: 1 },
    act: inTurn(["answer", { value: "right", by: "ann" }]),
  },
  {
    name: "agent-asks-again",
    end: "completed",
    script: "return agent('Ask twice', { details: true })",
    input: { grant: ["AskUserQuestion"] },
    act: inTurn(
      ["answer", { value: { Way: "left", Distance: "a mile" } }],
      ["answer", { value: ["left", "right"], by: "bob" }],
    ),
  },
  {
    name: "stopped-while-asking",
    end: "CancelledFailure",
    script: "return parallel([() => agent('Ask once'), () => agent('Hang on')])",
    input: { grant: ["AskUserQuestion"] },
    act: async (handle) => {
      await until("the question", async () => (await handle.query("pending")).length === 1);
      await handle.signal("stop", { by: "ann" });
    },
  },
  {
    name: "account-approved",
    end: "completed",
    script: "return parallel([1, 2, 3, 4].map((n) => () => agent('Spend ' + n)))",
    input: { concurrency: 2 },
    act: inTurn(["approve", { by: "ann" }]),
  },
  {
    name: "account-rejected",
    end: "degraded",
    script: "return parallel([1, 2, 3].map((n) => () => agent('Waste ' + n)))",
    input: { concurrency: 2 },
    act: inTurn(["reject", { by: "ann" }]),
  },
  ...systems,
];
