// Too much of what a script may ask of its run: agents, timers, gates, logs, phases, values.
import { endsSomehow, fails, lines, returns, returnsSome, type HostileClass } from "../hostile-case.ts";

const LIMIT = fails("ScriptLimit", /./);
const catching = (call: string): string => `try { await ${call} } catch (error) { return error.name }`;

export const calls: HostileClass = {
  title: "too much of everything",
  cases: [
    {
      name: "100,000 agents at once",
      script: "for (let i = 0; i < 1e5; i++) agent('flood').catch(() => {})\nawait sleep(1)",
      verdict: LIMIT,
    },
    {
      name: "2,000 agents, the thousand too many caught",
      script:
        "let refused = 0\nfor (let i = 0; i < 2000; i++) agent('crowd').catch(() => refused++)\nawait sleep(1)\nreturn refused",
      verdict: returns(1000),
    },
    {
      name: "a million timers",
      script: "for (let i = 0; i < 1e6; i++) setTimeout(() => {}, 1)",
      verdict: LIMIT,
    },
    {
      name: "3,000 timers",
      script:
        "let refused = 0\nfor (let i = 0; i < 3000; i++) sleep('1h').catch(() => refused++)\nawait sleep(1).catch(() => {})\nreturn refused > 500",
      verdict: returns(true),
    },
    {
      name: "a timer of ten years",
      script: "return Promise.race([sleep('3650 days'), sleep(1).then(() => 'ok')])",
      verdict: returns("ok"),
    },
    {
      name: "3,000 nested scripts at once",
      script:
        "let refused = 0\nfor (let i = 0; i < 3000; i++) workflow('none' + i).catch((error) => { if (error.name === 'RangeError') refused++ })\nawait sleep(2000).catch(() => {})\nreturn refused > 500",
      verdict: returns(true),
    },
    {
      name: "3,000 checks at once",
      script: "for (let i = 0; i < 3000; i++) check('sleep 100').catch(() => {})\nreturn 'ok'",
      verdict: returns("ok"),
    },
    {
      name: "2,500 questions with a schema at once",
      script:
        "for (let i = 0; i < 2500; i++) ask('q', { schema: { type: 'object' } }).catch(() => {})\nawait sleep(500).catch(() => {})\nreturn 'ok'",
      verdict: returns("ok"),
    },
    {
      name: "2,500 gates at once",
      script:
        "for (let i = 0; i < 2500; i++) approve('q' + i).catch(() => {})\nawait sleep(1).catch(() => {})\nreturn 'ok'",
      verdict: returns("ok"),
    },
    {
      name: "100,000 log lines",
      script: "for (let i = 0; i < 1e5; i++)\n  log('line ' + i)",
      verdict: fails("ScriptLimit", /./, 3),
    },
    {
      name: "a log without end",
      script: "for (;;)\n  log('x'.repeat(1000))",
      verdict: fails("ScriptLimit", /./, 3),
    },
    { name: "a log line of 4 MB", script: "log('x'.repeat(4e6))\nreturn 'ok'", verdict: returns("ok") },
    {
      name: "10,000 phases",
      script: "for (let i = 0; i < 1e4; i++) phase('phase ' + i)\nreturn 'ok'",
      verdict: returns("ok"),
    },
    {
      name: "phases of 3 MB in failures",
      script: "phase('p'.repeat(3e6))\nawait parallel([() => { throw new Error('x') }])\nreturn 'ok'",
      verdict: endsSomehow,
    },
    {
      name: "phases of 4 MB, again and again",
      script:
        "for (let i = 0; i < 5; i++) {\n  try { phase(i + 'p'.repeat(4e6)) } catch {}\n  await sleep(1)\n}\nreturn 'ok'",
      verdict: returns("ok"),
    },
    {
      name: "300 failures and a large value",
      script: lines(
        "const text = '\\u0001'.repeat(2000)",
        "await parallel(Array.from({ length: 300 }, () => () => { throw new Error(text) }))",
        "return 'v'.repeat(1e6)",
      ),
      verdict: returnsSome("a text of a million", (value) => String(value).length === 1_000_000),
    },
    { name: "a prompt of 50 MB", script: "await agent('x'.repeat(5e7))", verdict: fails("ScriptLimit", /./) },
    { name: "a prompt of 3 MB", script: catching("agent('x'.repeat(3e6))"), verdict: returns("RangeError") },
    {
      name: "a label of 500 KB",
      script: "return (await agent('labelled', { label: 'l'.repeat(5e5) })).length < 500",
      verdict: returns(true),
    },
    {
      name: "a label of half characters and line breaks",
      script:
        "return typeof (await agent('odd', { label: '\\ud800\\n\\u0000\\u202e' + '\\u{1f600}'.repeat(200) }))",
      verdict: returns("string"),
    },
    {
      name: "a phase of half characters",
      script: "phase('\\ud800\\u0000')\nreturn typeof (await agent('odd'))",
      verdict: returns("string"),
    },
    {
      name: "a schema of 2 MB",
      script: catching("agent('x', { schema: { type: 'object', description: 'd'.repeat(2e6) } })"),
      verdict: returns("RangeError"),
    },
    {
      name: "a schema of 20,000 properties",
      script: lines(
        "const properties = Object.fromEntries(Array.from({ length: 20000 }, (_, i) => ['p' + i, { type: 'string' }]))",
        "try { return await agent('wide', { schema: { type: 'object', properties } }) } catch (error) { return error.name }",
      ),
      verdict: returns("InvalidSchema"),
    },
    {
      name: "a schema with a pattern that backtracks",
      script: lines(
        "const schema = { type: 'object', properties: { a: { type: 'string', pattern: '^(a+)+$' } }, required: ['a'] }",
        "return agent('pattern', { schema }).then((v) => typeof v, (error) => 'refused')",
      ),
      verdict: endsSomehow,
    },
    {
      name: "a question with a schema of 2 MB",
      script: catching("ask('q', { schema: { type: 'object', description: 'd'.repeat(2e6) } })"),
      verdict: returns("RangeError"),
    },
    {
      name: "thirty questions with schemas of 60 KB at once",
      script:
        "for (let i = 0; i < 30; i++) ask('q', { schema: { type: 'object', description: 'd'.repeat(6e4) } }).catch(() => {})\nawait sleep(50)\nreturn 'ok'",
      verdict: returns("ok"),
    },
    {
      name: "a check with an environment of 2 MB",
      script: catching("check('true', { env: { A: 'x'.repeat(2e6) } })"),
      verdict: returns("RangeError"),
    },
    {
      name: "a check in a directory with a name of 3 MB",
      script: catching("check('true', { cwd: 'x'.repeat(3e6) })"),
      verdict: returns("RangeError"),
    },
    {
      name: "a command of 200 KB",
      script: catching("check('true #' + 'x'.repeat(2e5))"),
      verdict: returns("RangeError"),
    },
    {
      name: "a nested script with a name of 3 MB",
      script: catching("workflow('x'.repeat(3e6))"),
      verdict: returns("RangeError"),
    },
    {
      name: "a nested script with args of 3 MB",
      script: catching("workflow('x', 'x'.repeat(3e6))"),
      verdict: returns("RangeError"),
    },
    {
      name: "an agent type and a model of 500 KB",
      script: catching("agent('x', { agentType: 'x'.repeat(5e5) })"),
      verdict: returns("UnknownAgentType"),
    },
    {
      name: "a value of 2 MB",
      script: "return 'x'.repeat(2e6)",
      verdict: fails("ScriptLimit", /1048576|1 MiB/),
    },
    {
      name: "a value of a million empty arrays",
      script: "return Array.from({ length: 400000 }, () => [])",
      verdict: fails("ScriptLimit", /./),
    },
    {
      name: "a nested script that runs itself",
      script: "return workflow('again')",
      verdict: fails("ScriptError", /DepthLimit/),
    },
    {
      name: "a nested script that runs itself as deeply as allowed",
      script: "return workflow('again')",
      input: { limits: { depth: 8 } },
      verdict: fails("ScriptError", /DepthLimit/),
    },
    {
      name: "a nested script that never ends",
      script: "return workflow('endless')",
      verdict: fails("ScriptLimit", /too long/),
    },
    {
      name: "prompts of 1 MB piling up behind slow agents",
      script:
        "let refused = 0\nagent('holds the place')\nfor (let i = 0; i < 24; i++) {\n  for (let n = 0; n < 3; n++) agent('x'.repeat(1e6)).catch(() => refused++)\n  await sleep(1)\n}\nreturn refused",
      input: { concurrency: 1 },
      // 72 of 1 MB; 64 MiB may wait.
      verdict: returns(5),
    },
  ],
};
