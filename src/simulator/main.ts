// The simulator as a program of its own: it outlives the processes under test.
import { parseArgs } from "node:util";
import { loadRules } from "./load-rules.ts";
import { type Simulator, startSimulator } from "./simulator.ts";

const USAGE = "usage: simulator [--port N] [--rules FILE]... [--log FILE] [--with-parent]";

type Arguments = {
  readonly port: number;
  readonly rules: readonly string[];
  readonly log: string | undefined;
  readonly withParent: boolean;
};

await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});

/** Prints `{"url": "..."}` when it is up; ends on SIGTERM, SIGINT and, `--with-parent`, when its stdin closes. */
async function main(): Promise<void> {
  const { port, rules, log, withParent } = readArguments();
  const loaded = await Promise.all(rules.map(loadRules));
  const simulator = await startSimulator({
    rules: loaded.flat(),
    port,
    ...(log === undefined ? {} : { logFile: log }),
  });
  endOnSignals(simulator, withParent);
  process.stderr.write(`pawl's simulator plays the model at ${simulator.url}; no model is called\n`);
  process.stdout.write(`${JSON.stringify({ url: simulator.url })}\n`);
}

function readArguments(): Arguments {
  const { port, rules, log, "with-parent": withParent } = parseOptions();
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    throw new Error(`--port: expected a number from 0 to 65535, got "${port}"\n${USAGE}`);
  }
  return { port: Number(port), rules, log, withParent };
}

function parseOptions() {
  try {
    return parseArgs({
      options: {
        port: { type: "string", default: "0" },
        rules: { type: "string", multiple: true, default: [] },
        log: { type: "string" },
        "with-parent": { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${USAGE}`, { cause: error });
  }
}

function endOnSignals(simulator: Simulator, withParent: boolean): void {
  const end = (): void => {
    // An open stdin would keep the process alive.
    if (withParent) process.stdin.destroy();
    void simulator.close();
  };
  process.once("SIGTERM", end);
  process.once("SIGINT", end);
  if (!withParent) return;
  process.stdin.resume();
  process.stdin.once("close", end);
}
