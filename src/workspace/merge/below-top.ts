// Acts on files of the checkout by their directory, opened one name after the other and none through a link: an agent
// at work in the same checkout could swap one in.
import { constants } from "node:fs";
import { mkdir, open, rmdir, type FileHandle } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { errorCode } from "../path-errors.ts";

const FLAGS = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;

/**
 * Calls `act` with a name for `path` (relative to `top`) that leads there whatever happens to the directories above
 * it, which are made when `make` says so. Throws the file system's error: `ENOENT`, `ENOTDIR`, `ELOOP`.
 */
export async function actBelow<T>(
  top: string,
  path: string,
  make: boolean,
  act: (name: string) => Promise<T>,
): Promise<T> {
  let directory = await open(top, FLAGS);
  try {
    for (const name of dirname(path).split("/")) {
      if (name === ".") continue;
      const inner = await openDirectory(nameIn(directory, name), make);
      await directory.close();
      directory = inner;
    }
    return await act(nameIn(directory, basename(path)));
  } finally {
    await directory.close();
  }
}

/** Takes away the directories above a path that are empty now, as Git does. */
export async function removeEmptyAbove(top: string, path: string): Promise<void> {
  for (let above = dirname(path); above !== "."; above = dirname(above)) {
    try {
      await actBelow(top, above, false, rmdir);
    } catch {
      return;
    }
  }
}

function nameIn(directory: FileHandle, name: string): string {
  return join(`/proc/self/fd/${directory.fd}`, name);
}

async function openDirectory(path: string, make: boolean): Promise<FileHandle> {
  try {
    return await open(path, FLAGS);
  } catch (error) {
    if (!make || errorCode(error) !== "ENOENT") throw error;
  }
  await mkdir(path).catch((error: unknown) => {
    if (errorCode(error) !== "EEXIST") throw error;
  });
  return open(path, FLAGS);
}
