// Where to look for leftovers, and whom to ask about them.
import { realpath } from "node:fs/promises";
import type { Session } from "../client/connect.ts";
import { runStates } from "../client/run-states.ts";
import type { Config } from "../config.ts";
import { clearLeftovers } from "../workspace/leftovers/clear-leftovers.ts";
import type { LeftoverScope } from "../workspace/leftovers/leftover.ts";

/** `null`: there is no server to ask. */
export async function leftoverScope(config: Config, session: Session | null): Promise<LeftoverScope> {
  return {
    home: await realpath(config.home).catch(() => config.home),
    workspaces: config.workspaces,
    askRunStates: session === null ? null : (runIds) => runStates(session, runIds),
  };
}

/**
 * What a worker clears when it starts, without anybody having looked: nothing of which a person may want to know. What
 * cannot be cleared now is found again. Resolves to how many things went.
 */
export async function clearAtStart(config: Config, session: Session): Promise<number> {
  const scope = await leftoverScope(config, session);
  return (await clearLeftovers(scope, ["merge", "worktree", "folder", "reference", "file"])).cleared.length;
}
