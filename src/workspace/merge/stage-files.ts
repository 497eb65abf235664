// Lays files of a commit ready beside the checkout, as Git would write them there (line ends, filters, modes).
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { git, type Checkout } from "./checkout.ts";
import { stateOf } from "./file-state.ts";
import { placesOf, placesOnTheWay, type Way } from "./move-journal.ts";

/** Throws `GitFailed`. Returns the state of each file, in the order of the paths. */
export async function stageFiles(
  checkout: Checkout,
  { commit, way }: { readonly commit: string; readonly way: Way },
  paths: readonly string[],
): Promise<readonly (string | null)[]> {
  const { scratch } = placesOf(checkout);
  const { stage } = placesOnTheWay(checkout, way);
  rmSync(stage, { recursive: true, force: true });
  mkdirSync(stage);
  rmSync(scratch, { force: true });
  await git(checkout, ["read-tree", commit], { index: scratch });
  await git(checkout, ["checkout-index", "--force", "-z", "--stdin"], {
    index: scratch,
    workTree: stage,
    input: paths.map((path) => `${path}\0`).join(""),
  });
  return Promise.all(paths.map((path) => stateOf(join(stage, path))));
}
