// The place of one attempt of an agent that works in a worktree of its own (A08, A09).
import { mkdir, realpath } from "node:fs/promises";
import { join } from "node:path";
import type { PublishedWork } from "../../protocol/agent.ts";
import type { AgentPlace, AgentPlaceOptions, SavedWork } from "../agent-place.ts";
import { failPoint } from "../fail-point.ts";
import { ownIdentity } from "../process-identity.ts";
import { commitMessage } from "./commit-message.ts";
import { mergeOf, parentsOf } from "./commits.ts";
import { readAttempts, readBase, removeAllRefs, removeRefs, settleBase } from "./hidden-refs.ts";
import { makeWorktree } from "./make-worktree.ts";
import { publishWork } from "./publish.ts";
import { pointTo, removeIfEmpty, removeLink } from "./newest-link.ts";
import { removeWorktree } from "./remove-worktree.ts";
import { openRepository, type Repository } from "./repository.ts";
import { describeWork } from "./sealed-work.ts";
import { takeSnapshot } from "./snapshot.ts";
import { takeOver } from "./take-over.ts";
import type { Worktree } from "./whole-worktree.ts";
import { worktreeNames, type WorktreeNames } from "./worktree-names.ts";

/**
 * Makes the worktree: at the commit the agent began with, with everything in it that its attempts before have done.
 * Throws `WorkspaceRefused`, `SandboxMissing`, and the signal's reason.
 */
export async function openWorktreePlace(options: AgentPlaceOptions): Promise<AgentPlace> {
  options.signal.throwIfAborted();
  const repository = await openRepository(options.workspace);
  const names = worktreeNames({ ...options, home: await realHome(options.home) });
  const standing = await settleBase(repository, names, options.saved?.base ?? options.base);
  const { base } = standing;
  const initial = options.merging === undefined ? base : await mergeOf(repository, base, options.merging);
  const { commit, leftChanges, refs } = await takeOver(repository, options, names, { ...standing, initial });
  options.signal.throwIfAborted();
  const worktree = await makeOrRemove(repository, options, names, { base, start: commit });
  // Kept from here on by the reference of this attempt.
  await removeRefs(repository, refs);
  await pointTo(names, worktree.directory);
  const parents = commit === base ? [base] : await parentsOf(repository, commit);
  const work = new WorktreeWork({ repository, names, worktree, options, base, parents, last: commit });
  return {
    root: join(worktree.directory, repository.inside),
    shownAs: join(names.shownAs, repository.inside),
    leftChanges,
    base,
    save: () => work.save(),
    seal: () => work.seal(),
    publish: (published) => work.publish(published),
    close: () => work.close(),
  };
}

/** Git tells real paths. */
async function realHome(home: string): Promise<string> {
  await mkdir(home, { recursive: true });
  return realpath(home);
}

async function makeOrRemove(
  repository: Repository,
  options: AgentPlaceOptions,
  names: WorktreeNames,
  commits: { readonly base: string; readonly start: string },
): Promise<Worktree> {
  const { workspace, workflowId, runId, call, attempt, label = "" } = options;
  const { commonDirectory } = repository;
  const { directory } = names;
  const whose = { workspace, commonDirectory, workflowId, runId, call, attempt, label };
  const record = { directory, ...whose, madeAt: Date.now(), owner: ownIdentity() };
  try {
    const worktree = await makeWorktree(repository, { names, record, ...commits });
    options.signal.throwIfAborted();
    return worktree;
  } catch (error) {
    // What is left is found by the next attempt all the same; the first reason counts.
    await removeWorktree(commonDirectory, directory).catch(() => undefined);
    throw error;
  }
}

type WorkState = {
  readonly repository: Repository;
  readonly names: WorktreeNames;
  readonly worktree: Worktree;
  readonly options: AgentPlaceOptions;
  readonly base: string;
  readonly parents: readonly string[];
  /** Commit saved last; the one begun with at first. */
  readonly last: string;
};

/** What the agent does in its worktree, from the first save to the end. One step at a time. */
class WorktreeWork {
  readonly #state: WorkState;
  #last: string;
  #isFinished = false;
  #steps: Promise<unknown> = Promise.resolve();

  constructor(state: WorkState) {
    this.#state = state;
    this.#last = state.last;
  }

  save(): Promise<SavedWork | null> {
    return this.#inTurn(() => this.#save());
  }

  seal(): Promise<PublishedWork | null> {
    return this.#inTurn(async () => {
      const { repository, names, worktree, base, parents } = this.#state;
      await this.#save();
      const work = await describeWork(repository, names, worktree, { base, commit: this.#last });
      const isMerge = parents.length > 1;
      if (work.files.length > 0 || isMerge) return work;
      this.#isFinished = true;
      return null;
    });
  }

  publish(work: PublishedWork): Promise<void> {
    return this.#inTurn(async () => {
      await publishWork(this.#state.repository, work);
      this.#isFinished = true;
    });
  }

  close(): Promise<void> {
    return this.#inTurn(async () => {
      const { repository, names, worktree, options } = this.#state;
      if (!this.#isFinished && !(await this.#saveLast())) return;
      failPoint("worktree-closing");
      await removeWorktree(repository.commonDirectory, worktree.directory);
      // A later attempt's link keeps the folder.
      if (!this.#isFinished) return removeIfEmpty(names.folder);
      const isNewest = await removeAllRefs(repository, names, options.attempt);
      if (isNewest) await removeLink(names);
    });
  }

  /** What cannot be saved stays where it is: the next attempt, or a person, finds it there. */
  async #saveLast(): Promise<boolean> {
    const { repository, names, options } = this.#state;
    try {
      const [base, attempts] = await Promise.all([
        readBase(repository, names),
        readAttempts(repository, names),
      ]);
      // A later attempt goes on from what was saved; what this one did since then does not count. Nor does it when the
      // agent has come to its end meanwhile: then there is no base any more.
      const isNewest = attempts.every(({ attempt }) => attempt <= options.attempt);
      if (base !== null && isNewest) await this.#save();
      return true;
    } catch {
      return false;
    }
  }

  async #save(): Promise<SavedWork | null> {
    const { repository, names, worktree, options, base, parents } = this.#state;
    this.#last = await takeSnapshot(repository, worktree, {
      parents,
      message: commitMessage(options),
      ref: names.savedRef,
      last: this.#last,
    });
    failPoint("worktree-saved");
    return this.#last === base ? null : { base, commit: this.#last };
  }

  #inTurn<T>(step: () => Promise<T>): Promise<T> {
    const result = this.#steps.then(step);
    this.#steps = result.catch(() => undefined);
    return result;
  }
}
