// A segment: what one attempt wrote, in a file of its own. Its first line says which parts of earlier ones count.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { TranscriptEntry, TranscriptEvent } from "./entry.ts";
import { decodeLine } from "./line.ts";
import type { AttemptName } from "./store.ts";
import { TranscriptCorrupt } from "./transcript-error.ts";

/** Name of an earlier segment's file: how many of its bytes count. One that is not named counts for nothing. */
export type Counted = Readonly<Record<string, number>>;

export type SegmentHeader = AttemptName & { readonly kind: "begin"; readonly counted: Counted };

export type Segment = {
  readonly file: string;
  /** `null` when the attempt ended before it wrote anything. */
  readonly header: SegmentHeader | null;
  readonly entries: readonly TranscriptEntry[];
  /** Up to its last whole line. */
  readonly bytes: number;
};

type Stored = { readonly at: number } & TranscriptEvent;

const LINE_FEED = 0x0a;

/** Padded, so that a listing shows them in order. */
export function segmentFile({ leg, attempt }: AttemptName): string {
  return `${String(leg).padStart(4, "0")}-${String(attempt).padStart(4, "0")}.jsonl`;
}

/** Files of the segments in a folder, in order of their attempts; none when there is no folder. */
export async function listSegments(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  return names.filter((name) => nameOf(name) !== null).toSorted(isLaterFile);
}

/** Positive when `a` is the later one. */
export function isLaterFile(a: string, b: string): number {
  const [one, other] = [nameOf(a), nameOf(b)];
  if (one === null || other === null) return 0;
  return one.leg - other.leg || one.attempt - other.attempt;
}

function nameOf(file: string): AttemptName | null {
  const [, leg, attempt] = /^(\d{4,})-(\d{4,})\.jsonl$/.exec(file) ?? [];
  return leg === undefined ? null : { leg: Number(leg), attempt: Number(attempt) };
}

/** The first `limit` bytes of a segment. A last line without its end is left out; anything else amiss throws `TranscriptCorrupt`. */
export async function readSegment(folder: string, file: string, limit?: number): Promise<Segment> {
  const path = join(folder, file);
  const content = await readFile(path);
  if (limit !== undefined && content.length < limit) {
    throw new TranscriptCorrupt(path, `expected at least ${limit} bytes, got ${content.length}`);
  }
  const bytes = content.lastIndexOf(LINE_FEED, (limit ?? content.length) - 1) + 1;
  const lines = content.toString("utf8", 0, bytes).split("\n").slice(0, -1);
  const values = lines.map((line, seq) => decodeOrThrow(path, line, seq));
  const header = (values[0] ?? null) as SegmentHeader | null;
  if (header === null) return { file, header, entries: [], bytes };
  const { leg, attempt } = header;
  const entries = (values.slice(1) as Stored[]).map((stored) => ({ ...stored, leg, attempt }));
  return { file, header, entries, bytes };
}

function decodeOrThrow(path: string, line: string, seq: number): unknown {
  const value = decodeLine(seq, line);
  if (value !== null) return value;
  throw new TranscriptCorrupt(`${path}:${seq + 1}`, "this line is not what was written there");
}
