// Which steps lead a checkout from one commit to another, and back again when one of them fails.
import { join } from "node:path";
import { isSubmodule, type Change } from "./changes.ts";
import type { Checkout } from "./checkout.ts";
import { stateOf } from "./file-state.ts";
import { placesOnTheWay, type Move, type MoveStep } from "./move-journal.ts";
import { isTaken } from "./move-steps.ts";
import { stageFiles } from "./stage-files.ts";

/** What stands now at every path that changes. */
export async function statesBefore(
  checkout: Checkout,
  changes: readonly Change[],
): Promise<ReadonlyMap<string, string | null>> {
  const states = changes.map(async ({ path }) => [path, await stateOf(join(checkout.top, path))] as const);
  return new Map(await Promise.all(states));
}

/** Paths of the files to be laid ready. */
export function filesComing(changes: readonly Change[]): readonly string[] {
  return changes.filter(({ to }) => to !== null && !isSubmodule(to)).map(({ path }) => path);
}

/** The steps: first what leaves, since a file may have to make room. The files to come lie ready. */
export async function planSteps(
  checkout: Checkout,
  changes: readonly Change[],
  before: ReadonlyMap<string, string | null>,
): Promise<readonly MoveStep[]> {
  const leaving = changes.filter((change) => change.from !== null && !staysOfItsKind(change));
  const directories = changes.filter(({ to }) => isSubmodule(to));
  const files = changes.filter(({ to }) => to !== null && !isSubmodule(to));
  const { stage } = placesOnTheWay(checkout, "there");
  return [
    ...leaving.map(({ path, from }): MoveStep => ({
      path,
      act: isSubmodule(from) ? "remove-directory" : "remove",
      before: before.get(path) ?? null,
      after: null,
    })),
    ...directories.map(({ path }): MoveStep => ({ path, act: "make-directory", before: null, after: null })),
    ...(await Promise.all(
      files.map(async (change): Promise<MoveStep> => {
        const { path } = change;
        // A file that leaves first, for a submodule's directory say, is not there any more by then.
        const stood = staysOfItsKind(change) ? (before.get(path) ?? null) : null;
        return { path, act: "write", before: stood, after: await stateOf(join(stage, path)) };
      }),
    )),
  ];
}

/** The way back: the steps that were taken, undone. It is a move like any other, and replaces the journal at once. */
export async function planWayBack(checkout: Checkout, move: Move): Promise<Move> {
  const taken: MoveStep[] = [];
  for (const step of move.steps) {
    const now = await stateOf(join(checkout.top, step.path));
    if (!(await isTaken(checkout, { step, now }, move))) continue;
    // What was copied is another file than the one that lay ready.
    taken.push(step.act === "write" ? { ...step, after: now } : step);
  }
  const lost = taken.filter(({ act, before }) => (act === "write" || act === "remove") && isFile(before));
  const paths = lost.map(({ path }) => path);
  await stageFiles(checkout, { commit: move.from, way: "back" }, paths);
  const { stage } = placesOnTheWay(checkout, "back");
  const staged = await Promise.all(paths.map((path) => stateOf(join(stage, path))));
  const made = taken.filter(({ act, before }) => act === "write" && !isFile(before));
  const steps: MoveStep[] = [
    ...made.map(({ path, after }): MoveStep => ({ path, act: "remove", before: after, after: null })),
    ...undoDirectories(taken),
    ...lost.map(({ path, after }, at): MoveStep => ({
      path,
      act: "write",
      before: after,
      after: staged[at] ?? null,
    })),
  ];
  return { ...move, way: "back", from: move.to, to: move.from, message: `${move.message}: undone`, steps };
}

function undoDirectories(taken: readonly MoveStep[]): MoveStep[] {
  return taken.flatMap((step): MoveStep[] => {
    if (step.act === "make-directory") return [{ ...step, act: "remove-directory" }];
    return step.act === "remove-directory" ? [{ ...step, act: "make-directory" }] : [];
  });
}

/** A file that stays a file, or a submodule that stays one, is replaced where it stands. */
function staysOfItsKind({ from, to }: Change): boolean {
  return from !== null && to !== null && isSubmodule(from) === isSubmodule(to);
}

function isFile(state: string | null): boolean {
  return state !== null && state.includes(":");
}
