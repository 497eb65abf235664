// Writes a file so that a reader, or a crash, finds the old content or the new, never a part.
import { randomBytes } from "node:crypto";
import { link, mkdir, open, readdir, rename, rm, stat, type FileHandle } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { failPoint } from "./fail-point.ts";
import { errorCode } from "./path-errors.ts";
import { ownTag } from "./process-identity.ts";

const NEW_FILE_MODE = 0o666;
const TEMPORARY_BYTES = 6;
const MARK_CHARS = 2 * TEMPORARY_BYTES;
/** Nobody else names files so: an agent's own temporary file is not taken for one of these. */
const PAWLS = "pawl-";
/** Random letters, so that no two are the same, and who writes: see `ownTag`. Earlier versions said less. */
const TEMPORARY_END = /^(?:pawl-)?[0-9a-f]{12}(?:-(.+))?\.tmp$/;
/** Every name that `temporaryName` gives, as a glob of Git's below any directory. */
export const TEMPORARY_GLOB = `**/.*.${PAWLS}${"[0-9a-f]".repeat(MARK_CHARS)}*.tmp`;
/** Of the file's own name; with all that comes around it the name stays below the 255 bytes that file systems take. */
const NAME_KEPT_BYTES = 150;

type Replacing = {
  /** Called when the new content is on the disk, right before it takes the old one's place; throwing stops it. */
  readonly beforeReplace?: () => Promise<void>;
  /** There must be nothing at `path`: else `EEXIST`, without a gap between looking and writing. */
  readonly onlyNew?: boolean;
};

/** Replaces or makes `path`, and the directories above it. An existing file's mode and owner are kept. */
export async function writeFileAtomically(
  path: string,
  content: string | Uint8Array,
  { beforeReplace, onlyNew = false }: Replacing = {},
): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = join(
    dirname(path),
    temporaryName(path, randomBytes(TEMPORARY_BYTES).toString("hex"), `-${ownTag()}`),
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
    failPoint("write-made");
    await beforeReplace?.();
    if (onlyNew) await moveToFreeName(temporary, path);
    else await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Whether a name beside `path` is what a write of it leaves that is killed in the middle. */
function isTornWrite(path: string, name: string): boolean {
  const prefix = temporaryPrefix(path);
  return name.startsWith(prefix) && TEMPORARY_END.test(name.slice(prefix.length));
}

/** Removes what writes of `path` left that were killed in the middle. Nobody may be writing it now. */
export async function removeTornWrites(path: string): Promise<void> {
  const names = await readdir(dirname(path)).catch((error: unknown): string[] => {
    if (errorCode(error) === "ENOENT") return [];
    throw error;
  });
  const torn = names.filter((name) => isTornWrite(path, name));
  await Promise.all(torn.map((name) => rm(join(dirname(path), name), { force: true })));
}

/**
 * Who was writing, when this is the name of a file that a write leaves which is killed in the middle; else `null`.
 * Nothing that begins otherwise is one, however it ends.
 */
export function writerOf(name: string): string | null {
  const end = /^\..+\.([^.]+\.tmp)$/s.exec(name)?.[1] ?? "";
  return TEMPORARY_END.exec(end)?.[1] ?? null;
}

/** Of a file that takes the place of `path`. `hex` is cut to the length of a mark. */
export function temporaryName(path: string, hex: string, writer = ""): string {
  return `${temporaryPrefix(path)}${PAWLS}${hex.slice(0, MARK_CHARS)}${writer}.tmp`;
}

/** The name that earlier versions gave. */
export function earlierTemporaryName(path: string, hex: string): string {
  return `${temporaryPrefix(path)}${hex.slice(0, MARK_CHARS)}.tmp`;
}

/** Hidden, and cut between characters. */
function temporaryPrefix(path: string): string {
  let [kept, bytes] = ["", 0];
  for (const character of basename(path)) {
    bytes += Buffer.byteLength(character);
    if (bytes > NAME_KEPT_BYTES) break;
    kept += character;
  }
  return `.${kept}.`;
}

/** A rename would replace what is there; a second name for the file is only made where there is none. */
async function moveToFreeName(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    // File systems without second names, some of them on a network: there a gap remains.
    if (!["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"].includes(errorCode(error) ?? "")) throw error;
    await open(to, "wx").then((handle) => handle.close());
    return rename(from, to);
  }
  await rm(from);
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
