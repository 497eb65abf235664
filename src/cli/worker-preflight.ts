// What a worker needs before it polls; every problem is said at once.
import { stat } from "node:fs/promises";
import { readModelTable } from "../agent/model-table-file.ts";
import { ConfigError, type Config } from "../config.ts";

/** Throws `ConfigError` with all problems. */
export async function preflightWorker(config: Config): Promise<void> {
  const workspaces = await Promise.all(config.workspaces.map(workspaceProblem));
  const problems = [...workspaces, modelProblem(config), await modelTableProblem(config)].filter(
    (problem) => problem !== null,
  );
  if (problems.length > 0) throw new ConfigError(problems);
}

async function workspaceProblem(workspace: string): Promise<string | null> {
  const found = await stat(workspace).catch(() => null);
  if (found?.isDirectory()) return null;
  const got = found === null ? "nothing there" : "something that is no directory";
  return `Workspace: expected a directory at ${workspace}, found ${got}. Make it, or name another with --workspace.`;
}

/** A gateway may need no key; the real API does. */
function modelProblem({ anthropic }: Config): string | null {
  if (
    anthropic.apiKey !== undefined ||
    anthropic.authToken !== undefined ||
    anthropic.baseUrl !== undefined
  ) {
    return null;
  }
  return "Model access: expected ANTHROPIC_API_KEY or ANTHROPIC_AUTH_TOKEN (or ANTHROPIC_BASE_URL of a gateway), found none. Set one, or play without a model: pawl dev --simulate.";
}

async function modelTableProblem({ home }: Config): Promise<string | null> {
  return readModelTable(home).then(
    () => null,
    (error: Error) => error.message,
  );
}
