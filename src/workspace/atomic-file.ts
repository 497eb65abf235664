// Writes a file so that a reader, or a crash, finds the old content or the new, never a part.
import { randomBytes } from "node:crypto";
import { mkdir, open, rename, rm, stat, type FileHandle } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { errorCode } from "./path-errors.ts";

const NEW_FILE_MODE = 0o666;

/** Replaces or makes `path`, and the directories above it. An existing file's mode and owner are kept. */
export async function writeFileAtomically(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = join(
    dirname(path),
    `.${basename(path).slice(0, 100)}.${randomBytes(6).toString("hex")}.tmp`,
  );
  // "wx": never through a file or link that is there already.
  const handle = await open(temporary, "wx", NEW_FILE_MODE);
  try {
    try {
      await handle.writeFile(content);
      await keepModeAndOwner(handle, path);
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function keepModeAndOwner(handle: FileHandle, path: string): Promise<void> {
  let old;
  try {
    old = await stat(path);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return;
    throw error;
  }
  const made = await handle.stat();
  if (made.uid !== old.uid || made.gid !== old.gid) {
    // Only root may give a file away; anybody else's copy is their own.
    await handle.chown(old.uid, old.gid).catch(() => undefined);
  }
  await handle.chmod(old.mode & 0o7777);
}
