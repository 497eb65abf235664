// Where an agent's tools work. What holds them inside of it is src/workspace.
import { join, relative, resolve, sep } from "node:path";

export type ToolPlace = {
  /** Absolute path of the directory the agent may not leave, links resolved. */
  readonly root: string;
  /** Absolute: what the model knows `root` by, and where commands find it. Absent: `root`. */
  readonly shownAs?: string;
  /** Absolute, in `root`: where relative paths and commands start. Absent: `root`. */
  readonly cwd?: string;
  /** Ends what is running. */
  readonly signal: AbortSignal;
};

/** The directory the agent works in. */
export function cwdOf({ root, cwd }: ToolPlace): string {
  return cwd ?? root;
}

/** A path as the model gave it, absolute. Nothing is checked. */
export function pathIn(place: ToolPlace, path: string): string {
  // A NUL ends in a refusal further on; `resolve` leaves it as it is.
  return resolve(cwdOf(place), path);
}

/** A path for the model to read and use again: relative to where it works, as far as that is shorter to say. */
export function shownPath(place: ToolPlace, path: string): string {
  const shown = relative(cwdOf(place), path);
  if (shown === "") return ".";
  if (!shown.startsWith(`..${sep}`)) return shown;
  const inside = relative(place.root, path);
  return inside.startsWith(`..${sep}`) ? path : join(place.shownAs ?? place.root, inside);
}
