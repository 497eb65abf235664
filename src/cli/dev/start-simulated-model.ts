// The simulator for `pawl dev --simulate`: in this process, so that it survives a killed worker.
import path from "node:path";
import { loadRules } from "../../simulator/load-rules.ts";
import { startSimulator } from "../../simulator/simulator.ts";
import { UsageError } from "../usage-error.ts";
import type { DevSettings } from "./dev-settings.ts";

export type SimulatedModel = {
  readonly url: string;
  readonly logFile: string;
  readonly close: () => Promise<void>;
};

/** Throws `UsageError` when the rules are wrong. */
export async function startSimulatedModel(
  simulate: NonNullable<DevSettings["simulate"]>,
  home: string,
): Promise<SimulatedModel> {
  const logFile = path.join(home, "simulator.jsonl");
  try {
    const rules = simulate.rules === null ? [] : await loadRules(simulate.rules);
    const { url, close } = await startSimulator({ rules, logFile });
    return { url, logFile, close };
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "RuleError") throw error;
    throw new UsageError(
      `--simulate: ${error.message}`,
      "Correct the rules, or leave them out for the simulator's own.",
    );
  }
}
