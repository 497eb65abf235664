// The bare `temporal` program, as a person without pawl uses it.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { inject } from "vitest";
import { findTemporal } from "../../src/cli/temporal-program.ts";
import { testEnvironment } from "./worker-process.ts";

const run = promisify(execFile);

/** Runs `temporal workflow ...` against the shared server (or another), returns its stdout; rejects with its stderr. */
export async function temporalWorkflow(
  args: readonly string[],
  address = inject("stage").address,
): Promise<string> {
  const temporalBin = process.env["PAWL_TEMPORAL_BIN"] ?? null;
  const program = await findTemporal({ temporalBin, environment: process.env });
  if (program === null) throw new Error("The Temporal program is missing: run scripts/setup");
  const { home, simulatorUrl } = inject("stage");
  const { stdout } = await run(program, ["workflow", ...args, "--address", address], {
    env: testEnvironment({ home, simulatorUrl }),
  });
  return stdout;
}

/** What a server that has just come back says of a run whose task it is working on: a person sends it once more. */
const BUSY = /Workflow is busy/;

/** Sends one word to a run, `--input` as JSON. */
export async function temporalMessage(
  kind: "signal" | "update",
  message: { readonly workflowId: string; readonly name: string; readonly input: object },
  address = inject("stage").address,
): Promise<string> {
  const verb = kind === "signal" ? ["signal"] : ["update", "execute"];
  const { workflowId, name, input } = message;
  const words = ["--workflow-id", workflowId, "--name", name, "--input", JSON.stringify(input)];
  const send = (): Promise<string> => temporalWorkflow([...verb, ...words], address);
  return send().catch((error: unknown) => {
    if (BUSY.test(String(error))) return send();
    throw error;
  });
}
