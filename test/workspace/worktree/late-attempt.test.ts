// An attempt that was given up too early comes back while the next one takes over from it, in the same worker.
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { lockFile } from "../../../src/workspace/file-lock.ts";
import { WHOLE_MARK } from "../../../src/workspace/worktree/whole-worktree.ts";
import { writeFiles } from "../temporary-workspace.ts";
import {
  finish,
  hiddenRefs,
  makeHome,
  makeRepository,
  never,
  openTree,
  worktreesOf,
} from "./worktree-stage.ts";

/** Git's part of the only worktree there is. */
function registrationIn(workspace: string): string {
  const registry = join(workspace, ".git", "worktrees");
  const [name = ""] = readdirSync(registry);
  return join(registry, name);
}

/** Somebody waits for the kernel's lock on the directory. */
async function untilWaitedFor(directory: string): Promise<void> {
  const waiter = new RegExp(`-> FLOCK.*:${statSync(directory).ino} `);
  await expect
    .poll(() => readFileSync("/proc/locks", "utf8"), { timeout: 20_000, interval: 5 })
    .toMatch(waiter);
}

test("A16 a worktree that its late attempt takes down meanwhile does not keep the next from going on with what was saved", async () => {
  const { workspace } = makeRepository({ "a.txt": "1", "b.txt": "1" });
  const home = makeHome();
  const late = await openTree({ workspace, home });
  writeFiles(late.root, { "saved.txt": "1" });
  const saved = (await late.save()) ?? undefined;
  const registration = registrationIn(workspace);
  const release = await lockFile(registration, never);
  const opening = openTree({ workspace, home, attempt: 2, saved });
  await untilWaitedFor(registration);
  // As taking it down does, cut off half-way: what is left of the files is nobody's work.
  rmSync(join(registration, WHOLE_MARK));
  renameSync(late.root, `${late.root}.gone`);
  rmSync(join(`${late.root}.gone`, "a.txt"));
  await release();
  const next = await opening;
  expect(readdirSync(next.root).toSorted()).toEqual([".git", "a.txt", "b.txt", "saved.txt"]);
  expect(next.leftChanges).toBe(null);
  await late.close();
  expect((await finish(next))?.files).toEqual(["saved.txt"]);
  expect([worktreesOf(workspace), hiddenRefs(workspace)]).toEqual([[], []]);
});

test("A16 what a late attempt saved last, while the next one was beginning, is gone on with", async () => {
  const { workspace } = makeRepository();
  const home = makeHome();
  const late = await openTree({ workspace, home });
  const saved = (await late.save()) ?? undefined;
  const registration = registrationIn(workspace);
  writeFiles(late.root, { "last.txt": "1" });
  const release = await lockFile(registration, never);
  const closing = late.close();
  await untilWaitedFor(registration);
  const opening = openTree({ workspace, home, attempt: 2, saved });
  await release();
  const next = await opening;
  await closing;
  expect(next.leftChanges).toEqual(["last.txt"]);
  expect((await finish(next))?.files).toEqual(["last.txt"]);
  expect([worktreesOf(workspace), hiddenRefs(workspace)]).toEqual([[], []]);
});

test("A16 no worktree is taken down while somebody saves what is in it", async () => {
  const { workspace } = makeRepository();
  const place = await openTree({ workspace, home: makeHome() });
  writeFiles(place.root, { "b.txt": "1" });
  const work = await place.seal();
  if (work !== null) await place.publish(work);
  const registration = registrationIn(workspace);
  const release = await lockFile(registration, never);
  const closing = place.close();
  await untilWaitedFor(registration);
  expect(existsSync(join(place.root, "b.txt"))).toBe(true);
  await release();
  await closing;
  expect(worktreesOf(workspace)).toEqual([]);
});

test("A16 an attempt that is late by the whole rest of its agent leaves nothing behind", async () => {
  const { workspace } = makeRepository();
  const home = makeHome();
  const late = await openTree({ workspace, home });
  const next = await openTree({ workspace, home, attempt: 2 });
  writeFiles(next.root, { "b.txt": "1" });
  await finish(next);
  writeFiles(late.root, { "late.txt": "1" });
  await late.close();
  expect([worktreesOf(workspace), hiddenRefs(workspace), readdirSync(join(home, "worktrees"))]).toEqual([
    [],
    [],
    [],
  ]);
});
