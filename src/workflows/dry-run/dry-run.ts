// The dry run of a script (no models, commands or people): twice, once well and once badly.
import type { DryRun } from "../../protocol/dry-run.ts";
import { play, type Played } from "./play.ts";

/** Inside one workflow task; makes no commands, so that it may be added to a run at any place. */
export async function dryRun(played: Played): Promise<DryRun> {
  const well = await play("well", played);
  return { well, badly: await play("badly", played) };
}
