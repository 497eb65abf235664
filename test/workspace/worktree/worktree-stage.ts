// A repository, and agents that work in worktrees of it.
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { AgentPlace, AgentPlaceOptions } from "../../../src/workspace/agent-place.ts";
import { openPlace } from "../../../src/workspace/open-place.ts";
import { git, makeWorkspace, type TemporaryWorkspace } from "../temporary-workspace.ts";

export const never = new AbortController().signal;

/** A repository with one commit of the files, on branch main. */
export function makeRepository(
  files: Readonly<Record<string, string>> = { "a.txt": "1\n" },
): TemporaryWorkspace {
  const world = makeWorkspace(files);
  git(world.workspace, "init", "-q", "-b", "main");
  git(world.workspace, "add", ".");
  git(world.workspace, "commit", "-q", "--allow-empty", "-m", "first");
  return world;
}

export function makeHome(): string {
  const home = realpathSync(mkdtempSync(join(tmpdir(), "pawl home-")));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  return home;
}

export const RUN = { workflowId: "migrate-1", runId: "0199aaaa-bbbb-7ccc-8ddd-eeeeffff0000" };

export type PlaceOptions = Partial<AgentPlaceOptions> & Pick<AgentPlaceOptions, "workspace" | "home">;

export function optionsOf(options: PlaceOptions): AgentPlaceOptions {
  return { ...RUN, call: 7, attempt: 1, isolation: "worktree", signal: never, ...options };
}

export async function openTree(options: PlaceOptions): Promise<AgentPlace> {
  return openPlace(optionsOf(options));
}

/** Seals, publishes and closes, as an agent does at its end. */
export async function finish(place: AgentPlace) {
  const work = await place.seal();
  if (work !== null) await place.publish(work);
  await place.close();
  return work;
}

/** What Git lists besides the checkout itself. */
export function worktreesOf(directory: string): string[] {
  const listed = git(directory, "worktree", "list", "--porcelain").split("\n");
  return listed.filter((line) => line.startsWith("worktree ")).slice(1);
}

export function hiddenRefs(directory: string): string[] {
  return git(directory, "for-each-ref", "--format=%(refname)", "refs/pawl").split("\n").filter(Boolean);
}
