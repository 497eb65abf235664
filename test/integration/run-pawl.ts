// The program `pawl` as people run it: a process with words, an environment and an exit code.
import { spawn } from "node:child_process";
import { inject } from "vitest";
import { PAWL, testEnvironment } from "../support/worker-process.ts";

const HANGS_AFTER_MS = 30_000;

export type PawlEnd = {
  /** `null` when it had to be killed: it hung. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
};

export type PawlOptions = {
  /** On top of a clean environment with the address of the shared server; `undefined` takes a variable away. */
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly stdin?: string;
};

export async function runPawl(words: readonly string[], options: PawlOptions = {}): Promise<PawlEnd> {
  const { address, simulatorUrl, home, workspace } = inject("stage");
  const env = { ...testEnvironment({ simulatorUrl, home }), TEMPORAL_ADDRESS: address, ...options.env };
  const child = spawn(process.execPath, [PAWL, ...words], { env, cwd: options.cwd ?? workspace });
  const texts = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name].on("data", (chunk: Buffer) => (texts[name] += chunk.toString()));
  child.stdin.on("error", () => undefined);
  child.stdin.end(options.stdin ?? "");
  const late = setTimeout(() => child.kill("SIGKILL"), HANGS_AFTER_MS);
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  clearTimeout(late);
  return { code, ...texts };
}
