// What commands of agents and checks lack, or are allowed beyond the usual: said loudly when a worker starts.
import type { Config } from "../config.ts";
import { findSandbox } from "../workspace/sandbox.ts";

/** Empty when the sandbox works and nobody has opened it. */
export async function sandboxWarnings({ commands }: Pick<Config, "commands">): Promise<string[]> {
  if (!commands.sandbox) return [NO_SANDBOX];
  const found = await findSandbox();
  const missing = found.ok
    ? []
    : [`No sandbox: ${found.problem}. Commands (Bash, check) are refused until it works. ${found.advice}`];
  return [...missing, ...(commands.network ? [NETWORK] : [])];
}

const NO_SANDBOX =
  "NO SANDBOX (--unsafe-no-sandbox): commands of agents and checks run with all the rights of this worker. " +
  "They can read its keys, write its user's files and answer gates. Use it only where nothing can be lost.";

const NETWORK =
  "NETWORK ALLOWED (--allow-network): commands of agents and checks reach all that this machine reaches, services on " +
  "its loopback among them: the Temporal server, too, where gates are answered.";
