// Writes one segment, line after line, so that a failed or cut off write leaves nothing behind that a reader stumbles on.
import { open } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { encodeLine } from "./line.ts";

export type SegmentWriter = {
  /** All of them or, when it throws, none. */
  write(values: readonly object[]): Promise<void>;
  /** What is written is on the disk, not only in the system's memory, when this resolves. */
  sync(): Promise<void>;
  close(): Promise<void>;
};

/** Makes the file. Throws `EEXIST` when it is there already. One `write` at a time. */
export async function createSegment(path: string): Promise<SegmentWriter> {
  const handle = await open(path, "wx");
  let seq = 0;
  let position = 0;
  return {
    async write(values) {
      const bytes = Buffer.from(values.map((value, index) => encodeLine(seq + index, value)).join(""));
      try {
        await writeAll(handle, bytes, position);
      } catch (error) {
        // Half of a line, on a disk that is full: the next write takes its place.
        await handle.truncate(position).catch(() => undefined);
        throw error;
      }
      seq += values.length;
      position += bytes.length;
    },
    sync: () => handle.datasync(),
    close: () => handle.close(),
  };
}

async function writeAll(handle: FileHandle, bytes: Buffer, position: number): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const left = bytes.length - written;
    written += (await handle.write(bytes, written, left, position + written)).bytesWritten;
  }
}
