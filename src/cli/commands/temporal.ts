// pawl temporal: the Temporal program pawl found, pointed at pawl's server.
import { spawn } from "node:child_process";
import { constants } from "node:os";
import type { Command, Invocation } from "../command.ts";
import { CommandFailure } from "../command-failure.ts";
import { textsArgument } from "../read-options.ts";
import { configOf } from "../session.ts";
import { findTemporal, NO_TEMPORAL } from "../temporal-program.ts";

export const temporal: Command = {
  name: "temporal",
  summary: "run the Temporal program that pawl found",
  description:
    "Runs the Temporal program that pawl found, with pawl's address and namespace. All words after it are that program's.",
  arguments: [{ syntax: "[words...]", description: "what the Temporal program is told" }],
  options: [],
  examples: [
    "pawl temporal workflow list",
    "pawl temporal workflow query --workflow-id hello-3f9a1c --type pending",
    "pawl temporal workflow signal --workflow-id hello-3f9a1c --name approve --input '{}'",
  ],
  run: runTemporal,
};

async function runTemporal(invocation: Invocation): Promise<number> {
  const { environment } = invocation;
  const config = configOf(invocation);
  const program = await findTemporal({ temporalBin: config.temporalBin, environment });
  if (program === null) throw new CommandFailure("Expected the Temporal program; found none.", NO_TEMPORAL);
  const { address, namespace } = config.temporal;
  const env = { ...environment, TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace };
  return execute(program, textsArgument(invocation, 0), env);
}

async function execute(program: string, words: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  // Ctrl-C goes to both; it is the program's to answer.
  const ignore = (): void => {};
  process.on("SIGINT", ignore);
  try {
    return await new Promise((resolve, reject) => {
      const child = spawn(program, words, { env, stdio: "inherit" });
      child.on("error", reject);
      child.on("exit", (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
    });
  } finally {
    process.off("SIGINT", ignore);
  }
}
