// Where an agent's tools work. What holds them inside of it is src/workspace.
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import { isBelow } from "../../workspace/confined-path.ts";
import { isAgentError } from "../agent-error.ts";
import { ToolError } from "./tool.ts";

export type ToolPlace = {
  /** Absolute path of the directory the agent may not leave, links resolved. */
  readonly root: string;
  /** Absolute: what the model knows `root` by, and where commands find it. Absent: `root`. */
  readonly shownAs?: string;
  /** Absolute, in `root`: where relative paths and commands start. Absent: `root`. */
  readonly cwd?: string;
  /** Commands cannot write here. Absent: they can. */
  readonly readOnly?: boolean;
  /** Ends what is running. */
  readonly signal: AbortSignal;
  /** Rejects with the known ones when there is no agent type of that name. Absent: none is looked for. */
  readonly requireAgentType?: (name: string) => Promise<unknown>;
};

/** The directory the agent works in. */
export function cwdOf({ root, cwd }: ToolPlace): string {
  return cwd ?? root;
}

/**
 * A path as the model gave it, absolute, and where it lies on this machine: the model knows the place by `shownAs`.
 * Nothing is checked.
 */
export function pathIn(place: ToolPlace, path: string): string {
  const { root, shownAs = root } = place;
  if (isAbsolute(path) && isBelow(root, resolve(path))) return resolve(path);
  const given = resolve(shownAs, relative(root, cwdOf(place)), path);
  return isBelow(shownAs, given) ? join(root, relative(shownAs, given)) : given;
}

/** An error in words that name the place as the model knows it: another attempt's may lie elsewhere. */
export function shownError(place: ToolPlace, error: unknown): unknown {
  const { root, shownAs = root } = place;
  if (shownAs === root || !(error instanceof Error) || !error.message.includes(root)) return error;
  if (isAgentError(error)) return error;
  return new ToolError(error.message.replaceAll(root, () => shownAs));
}

/** A path for the model to read and use again: relative to where it works, as far as that is shorter to say. */
export function shownPath(place: ToolPlace, path: string): string {
  return inOneLine(relativeForModel(place, path));
}

/** As JSON has it, where a name holds line ends and the like: in a list it would look like two, or like a note of ours. */
export function inOneLine(name: string): string {
  return /[\p{Cc}\u2028\u2029]/u.test(name) ? JSON.stringify(name) : name;
}

function relativeForModel(place: ToolPlace, path: string): string {
  const shown = relative(cwdOf(place), path);
  if (shown === "") return ".";
  if (!shown.startsWith(`..${sep}`)) return shown;
  const inside = relative(place.root, path);
  return inside.startsWith(`..${sep}`) ? path : join(place.shownAs ?? place.root, inside);
}
