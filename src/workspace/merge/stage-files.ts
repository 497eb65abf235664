// Lays files of a commit ready beside the checkout, as Git would write them there (line ends, filters, modes).
import { mkdirSync, rmSync } from "node:fs";
import { git, type Checkout } from "./checkout.ts";
import { placesOf, placesOnTheWay, type Way } from "./move-journal.ts";

/** Throws `GitFailed`. */
export async function stageFiles(
  checkout: Checkout,
  { commit, way }: { readonly commit: string; readonly way: Way },
  paths: readonly string[],
): Promise<void> {
  const { scratch } = placesOf(checkout);
  const { stage } = placesOnTheWay(checkout, way);
  rmSync(stage, { recursive: true, force: true });
  mkdirSync(stage);
  rmSync(scratch, { force: true });
  await git(checkout, [commit], {
    script: `git read-tree "$1" && exec git checkout-index --force -z --stdin`,
    index: scratch,
    workTree: stage,
    input: paths.map((path) => `${path}\0`).join(""),
  });
}
