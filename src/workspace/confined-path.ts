// Where a path given by an agent really leads, and the refusal when that is not inside the workspace.
import { lstat, readlink, realpath } from "node:fs/promises";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { errorCode, PathOutsideWorkspace, ProtectedPath } from "./path-errors.ts";
import { isHidden, protectedPlaceOf } from "./protected-places.ts";

/** Links followed before a path counts as leading nowhere; the kernel's own number. */
const LINKS_MAX = 40;

/** File systems that show other processes' files under names of their own, or are no files at all. */
const KERNEL_PLACES = ["/proc", "/sys", "/dev"];

/** `real` is absolute, without links; `inside` the same relative to the workspace (`""` is the workspace itself). */
export type ConfinedPath = { readonly workspace: string; readonly real: string; readonly inside: string };

/**
 * Resolves a path for reading. It may be relative to the workspace or absolute, and need not exist: then its nearest
 * existing ancestor is resolved. Throws `PathOutsideWorkspace`, `ProtectedPath` (pawl's own data), or the file
 * system's error. Links may change after this; to open the file use `confined-file.ts`.
 */
export async function confinePath(workspace: string, path: string): Promise<ConfinedPath> {
  const root = await realpath(workspace);
  if (path.includes("\0")) throw new PathOutsideWorkspace(path, root, "nowhere: it contains a NUL byte");
  const asked = resolve(root, path);
  // Under another name the workspace may be fine (a link to it), but never through a process's eyes.
  const kernel = KERNEL_PLACES.find((place) => isBelow(place, asked) && !isBelow(root, asked));
  if (kernel !== undefined) throw new PathOutsideWorkspace(path, root, asked);

  const real = await resolveLinks(asked, LINKS_MAX);
  if (real === null || !isBelow(root, real))
    throw new PathOutsideWorkspace(path, root, real ?? "a link loop");
  const inside = relative(root, real);
  if (isHidden(inside)) throw new ProtectedPath(path, root, ".pawl");
  return { workspace: root, real, inside };
}

/** As `confinePath`, for writing: protected places and the workspace itself are refused too, existing or not. */
export async function confinePathForWrite(workspace: string, path: string): Promise<ConfinedPath> {
  const confined = await confinePath(workspace, path);
  const place = protectedPlaceOf(confined.inside) ?? protectedPlaceOf(asWritten(confined, path));
  if (place !== null) throw new ProtectedPath(path, confined.workspace, place);
  return confined;
}

/** Whether `path` is `directory` or below it; both absolute, by name only. */
export function isBelow(directory: string, path: string): boolean {
  return path === directory || path.startsWith(directory.endsWith(sep) ? directory : directory + sep);
}

/** The path before links were followed: `.claude` may itself be a link to an ordinary folder. */
function asWritten(confined: ConfinedPath, path: string): string {
  const asked = resolve(confined.workspace, path);
  return isBelow(confined.workspace, asked) ? relative(confined.workspace, asked) : "";
}

/** Follows all links, dangling ones too, so that a file to be made is judged where it would be made. */
async function resolveLinks(path: string, linksLeft: number): Promise<string | null> {
  try {
    return await realpath(path);
  } catch (error) {
    if (errorCode(error) === "ELOOP") return null;
    if (errorCode(error) !== "ENOENT") throw error;
  }
  if (linksLeft === 0) return null;
  const parent = await resolveLinks(dirname(path), linksLeft - 1);
  if (parent === null) return null;
  const target = await danglingTarget(join(parent, basename(path)));
  if (target === null) return join(parent, basename(path));
  return resolveLinks(resolve(parent, target), linksLeft - 1);
}

async function danglingTarget(path: string): Promise<string | null> {
  try {
    return (await lstat(path)).isSymbolicLink() ? await readlink(path) : null;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return null;
    throw error;
  }
}
