// Which steps lead a checkout from one commit to another, and back again when one of them fails.
import { join } from "node:path";
import { isSubmodule, type Change } from "./changes.ts";
import type { Checkout } from "./checkout.ts";
import { stateOf } from "./file-state.ts";
import type { Move, MoveStep } from "./move-journal.ts";
import { isTaken } from "./move-steps.ts";
import { stageFiles } from "./stage-files.ts";

/** Lays the files to come ready, and names the steps: first what leaves, since a file may have to make room. */
export async function planSteps(
  checkout: Checkout,
  to: string,
  changes: readonly Change[],
): Promise<readonly MoveStep[]> {
  const leaving = changes.filter((change) => change.from !== null && !staysOfItsKind(change));
  const coming = changes.filter((change) => change.to !== null);
  const [directories, files] = [
    coming.filter(({ to: side }) => isSubmodule(side)),
    coming.filter(({ to: side }) => !isSubmodule(side)),
  ];
  const after = await stageFiles(
    checkout,
    { commit: to, way: "there" },
    files.map(({ path }) => path),
  );
  return Promise.all([
    ...leaving.map(async ({ path, from }): Promise<MoveStep> => {
      const before = await stateOf(join(checkout.top, path));
      return { path, act: isSubmodule(from) ? "remove-directory" : "remove", before, after: null };
    }),
    ...directories.map(async ({ path }): Promise<MoveStep> => ({
      path,
      act: "make-directory",
      before: null,
      after: null,
    })),
    ...files.map(async (change, at): Promise<MoveStep> => {
      // A file that leaves first, for a submodule's directory say, is not there any more by then.
      const before = staysOfItsKind(change) ? await stateOf(join(checkout.top, change.path)) : null;
      return { path: change.path, act: "write", before, after: after[at] ?? null };
    }),
  ]);
}

/** The way back: the steps that were taken, undone. It is a move like any other, and replaces the journal at once. */
export async function planWayBack(checkout: Checkout, move: Move): Promise<Move> {
  const taken: MoveStep[] = [];
  for (const step of move.steps) if (await isTaken(checkout, step)) taken.push(step);
  const lost = taken.filter(({ act, before }) => (act === "write" || act === "remove") && isFile(before));
  const staged = await stageFiles(
    checkout,
    { commit: move.from, way: "back" },
    lost.map(({ path }) => path),
  );
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
