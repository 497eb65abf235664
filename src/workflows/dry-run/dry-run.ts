// The dry run of a script (no models, commands or people): once well, and badly in two ways.
import type { DryPlay, DryRun } from "../../protocol/dry-run.ts";
import { play, type Played } from "./play.ts";

/** Inside one workflow task; makes no commands, so that it may be added to a run at any place. */
export async function dryRun(played: Played): Promise<DryRun> {
  const well = await play("well", played);
  const red = mayBeRed(well, played) ? await play("red", played) : null;
  return { well, red, badly: await play("badly", played) };
}

/** Scripts without `nested` were judged before there was such a play, and must be judged alike when a run is replayed. */
function mayBeRed({ checks, merges }: DryPlay, { script }: Played): boolean {
  return script.nested !== undefined && checks + merges > 0;
}
