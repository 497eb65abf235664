import { expect, test } from "vitest";
import { makeLedger } from "../../../src/agent/ledger.ts";
import { makePast } from "../../../src/agent/past.ts";
import { runToolCalls } from "../../../src/agent/tools/run-tool-calls.ts";
import type { ToolBench, ToolCall, TurnCalls } from "../../../src/agent/tools/run-tool-calls.ts";
import { makeSeenFiles } from "../../../src/agent/tools/seen-files.ts";
import type { Tool, ToolOutcome } from "../../../src/agent/tools/tool.ts";
import { TOOL_CALLS_AT_ONCE } from "../../../src/protocol/limits.ts";

/** Tools that end when told to. `log` says what began and ended, in order. */
function makeHeldTools(readOnly: Readonly<Record<string, boolean>>) {
  const log: string[] = [];
  const release = new Map<string, () => void>();
  const tools: Tool[] = Object.entries(readOnly).map(([name, isReadOnly]) => ({
    name,
    description: "",
    inputSchema: {},
    readOnly: isReadOnly,
    run: () =>
      new Promise<ToolOutcome>((resolve) => {
        log.push(`${name} begins`);
        release.set(name, () => {
          log.push(`${name} ends`);
          resolve({ content: name, isError: false });
        });
      }),
  }));
  return { log, tools, end: (name: string) => release.get(name)?.() };
}

const call = (name: string): ToolCall => ({
  type: "tool_use",
  id: `id-${name}`,
  name,
  input: {},
  caller: { type: "direct" },
});
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const turnOf = (...names: string[]): TurnCalls => ({ calls: names.map(call), past: makePast([]).step(1) });

function bench(tools: readonly Tool[], stop = new AbortController()): ToolBench {
  return {
    tools,
    place: { root: "/", leftChanges: null, save: async () => null },
    seen: makeSeenFiles("/"),
    transcript: {
      append: async () => undefined,
      settle: async () => undefined,
      requireLatest: async () => undefined,
      close: async () => undefined,
    },
    ledger: makeLedger({ prices: [], progress: () => undefined }),
    answers: new Map(),
    signal: stop.signal,
    stop: (reason) => stop.abort(reason),
  };
}

test("calls that only read run at once, a change waits for them and what follows waits for the change", async () => {
  const { log, tools, end } = makeHeldTools({ r1: true, r2: true, w: false, r3: true });
  const running = runToolCalls(turnOf("r1", "r2", "w", "r3"), bench(tools));
  await settle();
  expect(log).toEqual(["r1 begins", "r2 begins"]);
  end("r2");
  await settle();
  expect(log).toEqual(["r1 begins", "r2 begins", "r2 ends"]);
  end("r1");
  await settle();
  expect(log.at(-1)).toBe("w begins");
  end("w");
  await settle();
  expect(log.at(-1)).toBe("r3 begins");
  end("r3");
  const { results } = await running;
  expect(results.map(({ tool_use_id }) => tool_use_id)).toEqual(["id-r1", "id-r2", "id-w", "id-r3"]);
});

test("of many calls that only read, a bounded number runs at once, and all are answered", async () => {
  let [running, most] = [0, 0];
  const tool: Tool = {
    ...{ name: "r", description: "", inputSchema: {}, readOnly: true },
    async run() {
      running += 1;
      most = Math.max(most, running);
      await settle();
      running -= 1;
      return { content: "", isError: false };
    },
  };
  const calls = Array.from({ length: 100 }, (_, index) => ({ ...call("r"), id: `id-${index}` }));
  const { results } = await runToolCalls({ calls, past: makePast([]).step(1) }, bench([tool]));
  expect(results.map(({ tool_use_id }) => tool_use_id)).toEqual(calls.map(({ id }) => id));
  expect(most).toBe(TOOL_CALLS_AT_ONCE);
});

test("after a stop no further tool begins", async () => {
  const { log, tools, end } = makeHeldTools({ w1: false, w2: false });
  const stop = new AbortController();
  const running = runToolCalls(turnOf("w1", "w2"), bench(tools, stop)).catch((error: unknown) => error);
  await settle();
  stop.abort(new Error("stopped"));
  end("w1");
  expect(await running).toMatchObject({ message: "stopped" });
  expect(log).toEqual(["w1 begins", "w1 ends"]);
});
