// Opens and writes files inside a workspace so that no link can be swapped in between check and use: the directories
// are opened one after the other from the workspace down, none of them through a link.
import { constants, type Stats } from "node:fs";
import { lstat, mkdir, open, type FileHandle } from "node:fs/promises";
import { basename, dirname, join, sep } from "node:path";
import { removeTornWrites, writeFileAtomically } from "./atomic-file.ts";
import { confinePath, confinePathForWrite, type ConfinedPath } from "./confined-path.ts";
import { errorCode, FileChanged, NotAFile, PathOutsideWorkspace } from "./path-errors.ts";

export type OpenedFile = {
  readonly handle: FileHandle;
  /** Absolute, without links. */
  readonly path: string;
  readonly stats: Stats;
};

/**
 * Opens a regular file of the workspace for reading; the caller closes `handle`. Throws `PathOutsideWorkspace`,
 * `ProtectedPath`, `NotAFile`, or the file system's error (`ENOENT`).
 */
export async function openForRead(workspace: string, path: string): Promise<OpenedFile> {
  const confined = await confinePath(workspace, path);
  if (confined.inside === "") throw new NotAFile(path, "the workspace itself, a directory");
  const directory = await openParent(confined, path, false);
  try {
    // Without O_NONBLOCK the opening of a named pipe waits for a writer, for ever.
    const handle = await openHere(directory, confined, constants.O_RDONLY | constants.O_NONBLOCK).catch(
      (error: unknown) => refuseSwapped(error, confined, path),
    );
    return await asRegularFile(handle, confined.real, path);
  } finally {
    await directory.close();
  }
}

/** Opens a directory of the workspace; else as `openForRead`. `workPath` names it whatever its path leads to by then. */
export async function openDirectoryForRead(
  workspace: string,
  path: string,
): Promise<OpenedFile & { readonly workPath: string }> {
  const confined = await confinePath(workspace, path);
  const names = { ...confined, inside: join(confined.inside, "child") };
  const handle = await openParent(names, path, false);
  const stats = await handle.stat();
  return { handle, path: confined.real, stats, workPath: nameOfOpen(handle, confined.real) };
}

/**
 * Writes a file of the workspace at once (a reader sees the old or the new one), making parent directories. An
 * existing file keeps its mode, a link to a file inside keeps being one. Resolves to the real path and whether the
 * file is new. Throws as `openForRead`, and `ProtectedPath` for places that agents may not write.
 * With `expected`, the content that is to be replaced (`null`: no file), throws `FileChanged` when something else is
 * there; it looks last thing before the new content takes the old one's place.
 */
export async function writeConfined(
  workspace: string,
  path: string,
  content: string | Uint8Array,
  expected?: Uint8Array | null,
): Promise<{ readonly path: string; readonly created: boolean }> {
  const confined = await confinePathForWrite(workspace, path);
  if (confined.inside === "") throw new NotAFile(path, "the workspace itself, a directory");
  const directory = await openParent(confined, path, true);
  try {
    const target = join(nameOfOpen(directory, dirname(confined.real)), basename(confined.real));
    const existing = await lstatOrNull(target);
    if (existing?.isSymbolicLink())
      throw new PathOutsideWorkspace(path, confined.workspace, "a link just made");
    if (existing !== null && !existing.isFile()) throw new NotAFile(path, kindOf(existing));
    await replace(target, path, content, expected);
    return { path: confined.real, created: existing === null };
  } finally {
    await directory.close();
  }
}

/** Removes what writes of the file left beside it that were killed in the middle. Throws as `openForRead`. */
export async function clearTornWrites(workspace: string, path: string): Promise<void> {
  const confined = await confinePathForWrite(workspace, path);
  const directory = await openParent(confined, path, false);
  try {
    await removeTornWrites(join(nameOfOpen(directory, dirname(confined.real)), basename(confined.real)));
  } finally {
    await directory.close();
  }
}

async function replace(
  target: string,
  asked: string,
  content: string | Uint8Array,
  expected: Uint8Array | null | undefined,
): Promise<void> {
  if (expected === undefined) return writeFileAtomically(target, content);
  if (expected !== null) {
    return writeFileAtomically(target, content, {
      beforeReplace: () => requireContent(target, asked, expected),
    });
  }
  await writeFileAtomically(target, content, { onlyNew: true }).catch((error: unknown) => {
    throw errorCode(error) === "EEXIST" ? new FileChanged(asked) : error;
  });
}

async function requireContent(target: string, asked: string, expected: Uint8Array): Promise<void> {
  const flags = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW;
  const handle = await open(target, flags).catch(() => null);
  if (handle === null) throw new FileChanged(asked);
  try {
    const stats = await handle.stat();
    const same =
      stats.isFile() && stats.size === expected.length && (await handle.readFile()).equals(expected);
    if (!same) throw new FileChanged(asked);
  } finally {
    await handle.close();
  }
}

async function openParent(confined: ConfinedPath, asked: string, make: boolean): Promise<FileHandle> {
  const names = confined.inside.split(sep).slice(0, -1);
  let path = confined.workspace;
  let directory = await open(path, constants.O_RDONLY | constants.O_DIRECTORY);
  for (const name of names) {
    const next = join(nameOfOpen(directory, path), name);
    path = join(path, name);
    try {
      const inner = await openDirectory(next, make);
      await directory.close();
      directory = inner;
    } catch (error) {
      await directory.close();
      return await refuseSwapped(error, confined, asked);
    }
  }
  return directory;
}

async function openDirectory(path: string, make: boolean): Promise<FileHandle> {
  const flags = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;
  try {
    return await open(path, flags);
  } catch (error) {
    if (!make || errorCode(error) !== "ENOENT") throw error;
  }
  await mkdir(path).catch((error: unknown) => {
    if (errorCode(error) !== "EEXIST") throw error;
  });
  return open(path, flags);
}

async function openHere(directory: FileHandle, confined: ConfinedPath, flags: number): Promise<FileHandle> {
  const base = nameOfOpen(directory, dirname(confined.real));
  return open(join(base, basename(confined.real)), flags | constants.O_NOFOLLOW);
}

/** A name that means the open directory itself, whatever its path leads to by now. Elsewhere than on Linux the path. */
function nameOfOpen(directory: FileHandle, path: string): string {
  return process.platform === "linux" ? `/proc/self/fd/${directory.fd}` : path;
}

/** All links were resolved before, so one found now was put there in between. */
async function refuseSwapped(error: unknown, confined: ConfinedPath, asked: string): Promise<never> {
  const code = errorCode(error);
  if (code === "ELOOP" || code === "ENOTDIR") {
    throw new PathOutsideWorkspace(asked, confined.workspace, "a link made while it was being opened");
  }
  throw error;
}

async function asRegularFile(handle: FileHandle, path: string, asked: string): Promise<OpenedFile> {
  const stats = await handle.stat();
  if (stats.isFile()) return { handle, path, stats };
  await handle.close();
  throw new NotAFile(asked, kindOf(stats));
}

async function lstatOrNull(path: string): Promise<Stats | null> {
  try {
    return await lstat(path);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return null;
    throw error;
  }
}

function kindOf(stats: Stats): string {
  return stats.isDirectory() ? "a directory" : "a pipe, socket or device";
}
