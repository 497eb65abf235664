// What every change of a file has around it, whatever the change.
import { lstat } from "node:fs/promises";
import { confinePathForWrite } from "../../workspace/confined-path.ts";
import { explainPathError } from "./explain-path-error.ts";
import { inTurn } from "./file-turns.ts";
import { ToolError } from "./tool.ts";
import { pathIn } from "./tool-place.ts";
import type { ToolPlace } from "./tool-place.ts";

const WRITE_BITS = 0o222;

/** Refuses what may not be written, and lets `act` read and replace the file without another agent in between. */
export async function changeFile(
  place: ToolPlace,
  path: string,
  act: () => Promise<string>,
): Promise<string> {
  try {
    const { real } = await confinePathForWrite(place.root, pathIn(place, path));
    return await inTurn(real, async () => {
      await refuseReadOnly(real, path);
      return act();
    });
  } catch (error) {
    throw explainPathError(error, path);
  }
}

/** The new content gets a file of its own, for which nobody would ask: the old one's mode has to be asked here. */
async function refuseReadOnly(real: string, path: string): Promise<void> {
  const stats = await lstat(real).catch(() => null);
  if (stats === null || !stats.isFile() || (stats.mode & WRITE_BITS) !== 0) return;
  const mode = (stats.mode & 0o777).toString(8).padStart(4, "0");
  throw new ToolError(
    `${path} is read-only (mode ${mode}). If it is meant to be changed, make it writable with chmod in Bash first.`,
  );
}
