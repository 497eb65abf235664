// The end of an agent whose outcome is known already: its last attempt may have died on the way to it.
import { mkdir, realpath } from "node:fs/promises";
import type { PublishedWork } from "../../protocol/agent.ts";
import type { AgentPlaceOptions } from "../agent-place.ts";
import { stateOf } from "../process-identity.ts";
import { removeAllRefs } from "./hidden-refs.ts";
import { removeLink } from "./newest-link.ts";
import { publishWork } from "./publish.ts";
import { removeWorktree } from "./remove-worktree.ts";
import { openRepository } from "./repository.ts";
import { worktreeNames } from "./worktree-names.ts";
import { readRecords, removeTornRecords } from "./worktree-record.ts";

/** Publishes the work, if there is any, and takes down what its attempts have left. Throws `WorkspaceRefused`. */
export async function settleWorktree(
  options: AgentPlaceOptions,
  published: PublishedWork | undefined,
): Promise<void> {
  const repository = await openRepository(options.workspace);
  if (published !== undefined) await publishWork(repository, published);
  await mkdir(options.home, { recursive: true });
  const names = worktreeNames({ ...options, home: await realpath(options.home) });
  for (const record of await readRecords(names.folder)) {
    if (record.call !== options.call || stateOf(record.owner) !== "dead") continue;
    await removeWorktree(record.commonDirectory, record.directory);
  }
  await removeTornRecords(options);
  await removeLink(names);
  await removeAllRefs(repository, names, options.attempt);
}
