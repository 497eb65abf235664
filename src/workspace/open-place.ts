// Opens the place of one attempt of an agent.
import type { PublishedWork } from "../protocol/agent.ts";
import type { AgentPlace, AgentPlaceOptions } from "./agent-place.ts";
import { openWorktreePlace } from "./worktree/open-worktree.ts";
import { settleWorktree } from "./worktree/settle-worktree.ts";

/** Throws `WorkspaceRefused` when a worktree is asked for and cannot be made. */
export async function openPlace(options: AgentPlaceOptions): Promise<AgentPlace> {
  return options.isolation === "worktree" ? openWorktreePlace(options) : sharedPlace(options);
}

/**
 * For an agent whose outcome is stored already: publishes its work again, which is harmless, and takes down what its
 * attempts have left. Throws `WorkspaceRefused`.
 */
export async function settlePlace(
  options: AgentPlaceOptions,
  published: PublishedWork | undefined,
): Promise<void> {
  if (options.isolation === "worktree") await settleWorktree(options, published);
}

/** The workspace itself: what an agent changes there is there at once, for everybody. */
function sharedPlace({ workspace }: AgentPlaceOptions): AgentPlace {
  return {
    root: workspace,
    shownAs: workspace,
    leftChanges: null,
    base: null,
    save: async () => null,
    seal: async () => null,
    publish: async () => undefined,
    close: async () => undefined,
  };
}
