// Feeds a large file to a `LineWindow`, piece by piece, and stops when the rest would take too long.
import type { FileHandle } from "node:fs/promises";
import type { LineWindow } from "./line-window.ts";

const CHUNK_BYTES = 256 * 1024;
/** Lines behind the window are counted in files up to this size: a tenth of a second. */
const COUNTED_MAX_BYTES = 256 * 1024 * 1024;
/** How far in a file the window is looked for: a second or two. */
const SEARCHED_MAX_BYTES = 2 * 1024 * 1024 * 1024;

/** Resolves to whether the file was read to its end. */
export async function streamLines(
  handle: FileHandle,
  window: LineWindow,
  signal: AbortSignal,
): Promise<boolean> {
  const { size } = await handle.stat();
  const chunk = Buffer.alloc(CHUNK_BYTES);
  let position = 0;
  for (;;) {
    signal.throwIfAborted();
    const { bytesRead } = await handle.read(chunk, 0, chunk.length, position);
    if (bytesRead === 0) break;
    window.add(chunk.subarray(0, bytesRead));
    position += bytesRead;
    if (position > (window.full && size > COUNTED_MAX_BYTES ? 0 : SEARCHED_MAX_BYTES)) return false;
  }
  window.end();
  return true;
}
