// Reads all of an agent's transcript that can be read, for a person who wants to know what happened even where a line
// is damaged. An agent is never continued from this.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { TranscriptEntry } from "./entry.ts";
import { decodeLine } from "./line.ts";
import { listSegments } from "./segment.ts";
import type { Counted, SegmentHeader } from "./segment.ts";
import type { AgentAddress } from "./store.ts";
import { transcriptFolder } from "./transcript-folder.ts";

export type InspectedTranscript = {
  /** Absolute. */
  readonly folder: string;
  /** Those that count, oldest first. */
  readonly entries: readonly TranscriptEntry[];
  /** Files whose last line is cut off: what a kill leaves behind. It counts for nothing. */
  readonly torn: readonly string[];
  /** `FILE:LINE` of lines that are not what was written there: no continuation gets past them. */
  readonly damaged: readonly string[];
};

/** Without entries when the agent has not begun in this PAWL_HOME. */
export async function inspectTranscript(home: string, agent: AgentAddress): Promise<InspectedTranscript> {
  const folder = join(home, transcriptFolder(agent));
  const files = await Promise.all((await listSegments(folder)).map((file) => inspectFile(folder, file)));
  const counted = files.findLast(({ header }) => header !== null);
  return {
    folder,
    entries: files.flatMap((file) => countingEntries(file, counted)),
    torn: files.flatMap(({ file, torn }) => (torn ? [file] : [])),
    damaged: files.flatMap(({ damaged }) => damaged),
  };
}

type Line = { readonly endsAt: number; readonly entry: TranscriptEntry };

type InspectedFile = {
  readonly file: string;
  readonly header: SegmentHeader | null;
  readonly lines: readonly Line[];
  readonly torn: boolean;
  readonly damaged: readonly string[];
};

const LINE_FEED = 0x0a;

async function inspectFile(folder: string, file: string): Promise<InspectedFile> {
  const content = await readFile(join(folder, file));
  const whole = content.subarray(0, content.lastIndexOf(LINE_FEED) + 1);
  const texts = whole.toString("utf8").split("\n").slice(0, -1);
  const values = texts.map((text, seq) => decodeLine(seq, text));
  const header = values[0] as SegmentHeader | null | undefined;
  let endsAt = 0;
  const lines = texts.flatMap((text, seq): Line[] => {
    endsAt += Buffer.byteLength(text) + 1;
    const value = values[seq] as TranscriptEntry | null;
    return seq === 0 || value === null ? [] : [{ endsAt, entry: { ...value, ...nameOf(file) } }];
  });
  const damaged = values.flatMap((value, seq) => (value === null ? [`${file}:${seq + 1}`] : []));
  return { file, header: header ?? null, lines, torn: whole.length < content.length, damaged };
}

/** The newest header says how much of the files before it counts. */
function countingEntries(
  { file, lines }: InspectedFile,
  newest: InspectedFile | undefined,
): readonly TranscriptEntry[] {
  const counted: Counted = newest?.header?.counted ?? {};
  const limit = newest === undefined || file >= newest.file ? Infinity : (counted[file] ?? 0);
  return lines.filter(({ endsAt }) => endsAt <= limit).map(({ entry }) => entry);
}

/** The file's name says whose it is, also where its header cannot be read. */
function nameOf(file: string): { leg: number; attempt: number } {
  const [leg = 0, attempt = 0] = file.split(/[-.]/).map(Number);
  return { leg, attempt };
}
