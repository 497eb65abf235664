// Which segments of an agent count, and how much of each: the newest header decides over all that came before it.
import type { TranscriptEntry } from "./entry.ts";
import { readSegment } from "./segment.ts";
import type { Counted, Segment } from "./segment.ts";

/** Reads those of `files` (in order of their attempts) that count, as far as they do. Throws `TranscriptCorrupt`. */
export async function readCounting(folder: string, files: readonly string[]): Promise<readonly Segment[]> {
  const begun: Segment[] = [];
  let counted: Counted | null = null;
  for (const file of files.toReversed()) {
    if (counted !== null && !Object.hasOwn(counted, file)) continue;
    const segment: Segment = await readSegment(folder, file, counted?.[file]);
    // An attempt without a header did nothing: the one before it is still the newest.
    if (segment.header === null) continue;
    begun.unshift(segment);
    counted ??= segment.header.counted;
  }
  return begun;
}

export function entriesOf(segments: readonly Segment[]): readonly TranscriptEntry[] {
  return segments.flatMap(({ entries }) => entries);
}
