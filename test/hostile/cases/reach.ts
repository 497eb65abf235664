// Scripts that look for a way to the host: its process, its objects, the prelude's own functions.
import { fails, isRefused, lines, returns, returnsSome, type HostileClass } from "../hostile-case.ts";

const HOST_NAMES =
  "/process|require|module|^Buffer$|post|deliver|install|host|^std$|^os$|WebAssembly|fetch|performance/";

export const reach: HostileClass = {
  title: "reach the host",
  cases: [
    {
      name: "climbs from every primitive to a constructor of functions",
      script: lines(
        "const reached = []",
        "const all = [agent, parallel, pipeline, phase, log, workflow, console.log, setTimeout, clearTimeout, sleep,",
        "  approve, ask, check, budget.spent, URL, URLSearchParams, structuredClone, TextEncoder, TextDecoder, Date, atob]",
        "for (const f of all) {",
        "  const found = await f.constructor.constructor('return typeof process + typeof require + typeof fetch')()",
        "  if (found !== 'undefinedundefinedundefined') reached.push(f.name)",
        "}",
        "return reached",
      ),
      verdict: returns([]),
    },
    {
      name: "climbs from the values of primitives",
      script: lines(
        "const made = [agent('x'.repeat(5)), sleep(1), new URL('http://a/'), await parallel([]), budget, console]",
        "return Promise.all(made.map((m) => m.constructor.constructor('return typeof process')()))",
      ),
      verdict: returns(Array.from({ length: 6 }, () => "undefined")),
    },
    {
      name: "reads the names of its global object",
      script: `return Object.getOwnPropertyNames(Function('return this')()).filter((name) => ${HOST_NAMES}.test(name))`,
      verdict: returns([]),
    },
    {
      name: "looks at `this` in every kind of function",
      script: lines(
        "class A { m() { return typeof this.process } }",
        "return [typeof this, (function () { return typeof this })(), (() => typeof this)(), new A().m(),",
        "  Function('return typeof this.process')()]",
      ),
      verdict: returns(["undefined", "undefined", "undefined", "undefined", "undefined"]),
    },
    {
      name: "asks who called it",
      script:
        "try { return String((function f() { return f.caller })()) } catch (error) { return error.name }",
      verdict: returns("TypeError"),
    },
    {
      name: "asks for the caller of a callback of the prelude",
      script: lines(
        "const seen = []",
        "await parallel([function () { try { seen.push(String(arguments.callee)) } catch (e) { seen.push(e.name) } }])",
        "return seen",
      ),
      verdict: returns(["TypeError"]),
    },
    {
      name: "reads the host's paths from a stack",
      script:
        "try { null.x } catch (error) { return /node_modules|file:|wasm|\\.ts|dist|home|root/.test(error.stack) }",
      verdict: returns(false),
    },
    {
      name: "imports by a computed name",
      script: "return import(['node', 'fs'].join(':'))",
      verdict: isRefused(/import/),
    },
    {
      name: "imports through Function",
      script:
        "try { return typeof (await Function(\"return import('node:fs')\")()).readFileSync } catch { return 'no' }",
      verdict: returns("no"),
    },
    {
      name: "imports through eval",
      script:
        "try { return Object.keys(await (0, eval)(\"import('/etc/hostname')\")) } catch { return 'no' }",
      verdict: returns("no"),
    },
    {
      name: "imports its own engine's modules",
      script: lines(
        "const got = []",
        "for (const name of ['std', 'os', 'qjs:std', 'qjs:os', 'bjson', 'pawl', 'script-0'])",
        "  await Function('n', 'return import(n)')(name).then(() => got.push(name), () => {})",
        "return got",
      ),
      verdict: returns([]),
    },
    {
      name: "asks call sites for the prelude's functions",
      script: lines(
        "const found = []",
        "Error.prepareStackTrace = (error, sites) => {",
        "  for (const site of sites) for (const ask of ['getFunction', 'getThis']) {",
        "    const got = typeof site[ask] === 'function' ? site[ask]() : undefined",
        "    if (got !== undefined && got !== null) found.push(ask)",
        "  }",
        "  return ''",
        "}",
        "try { await agent(1) } catch (error) { error.stack }",
        "return found",
      ),
      verdict: returns([]),
    },
    {
      name: "wants WebAssembly and threads",
      script: "return [typeof WebAssembly, typeof Worker]",
      verdict: returns(["undefined", "undefined"]),
    },
    {
      name: "rewrites its budget",
      script: "budget.total = 1e9\nreturn 1",
      verdict: fails("ScriptError", /TypeError/, 2),
    },
    {
      name: "rewrites its budget's functions",
      script: "budget.spent = () => 0",
      verdict: fails("ScriptError", /TypeError/, 2),
    },
    {
      name: "reads the worker's environment and files with a check",
      script:
        "return (await check('env; cat /proc/*/environ; cat ../../outside.txt ../outside.txt; echo end')).output",
      verdict: returnsSome(
        "a text that ends with `end`",
        (value) => typeof value === "string" && value.trimEnd().endsWith("end"),
      ),
    },
    {
      name: "runs a file outside of the workspace",
      script: "try { await workflow({ scriptPath: '../outside.txt' }) } catch (error) { return error.name }",
      verdict: returns("ScriptNotFound"),
    },
    {
      name: "runs a saved script by a path in its name",
      script: "try { await workflow('../../outside.txt') } catch (error) { return error.name }",
      verdict: returns("ScriptNotFound"),
    },
    {
      name: "names an agent type by a path",
      script: "try { await agent('x', { agentType: '../../outside' }) } catch (error) { return error.name }",
      verdict: returns("UnknownAgentType"),
    },
    {
      name: "checks in a directory outside of the workspace",
      script: "try { return await check('pwd', { cwd: '../..' }) } catch (error) { return 'no' }",
      verdict: returns("no"),
    },
  ],
};
