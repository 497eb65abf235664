// Transcripts in files: a folder per agent, a file per attempt. Creating that file is the fence: an attempt that writes,
// then looks and finds no later file, wrote before the later one began to read; whatever comes after that does not count.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { failPoint } from "../../workspace/fail-point.ts";
import { entriesOf, readCounting } from "./counting-segments.ts";
import type { TranscriptEvent } from "./entry.ts";
import { createSegment } from "./segment-writer.ts";
import type { SegmentWriter } from "./segment-writer.ts";
import { isLaterFile, listSegments, segmentFile } from "./segment.ts";
import type { Counted, SegmentHeader } from "./segment.ts";
import type { Transcript, TranscriptStore } from "./store.ts";
import { Superseded } from "./transcript-error.ts";
import { transcriptFolder } from "./transcript-folder.ts";

/**
 * What is paid for, acted upon or promised must outlive the machine, not only the process. What comes between is made
 * durable with the next of these: syncing costs 0.5 to 3 ms, writing and looking 0.1 ms (measured).
 */
const DURABLE: ReadonlySet<TranscriptEvent["kind"]> = new Set([
  "turn",
  "lost",
  "tool",
  "saved",
  "yielded",
  "done",
  "failed",
]);

/** `home` is PAWL_HOME. Workers that share it share the agents. */
export function makeFileStore(home: string): TranscriptStore {
  return {
    async begin(agent, name) {
      const folder = join(home, transcriptFolder(agent));
      const own = segmentFile(name);
      await mkdir(folder, { recursive: true });
      // Its own file first, then the look at others: of two that begin at once, one sees the other.
      const writer = await createSegment(join(folder, own)).catch((error: NodeJS.ErrnoException) => {
        throw error.code === "EEXIST" ? new Superseded(own) : error;
      });
      failPoint("transcript-begun");
      try {
        const { files, segments } = await readEarlier(folder, own);
        const counted: Counted = Object.fromEntries(segments.map(({ file, bytes }) => [file, bytes]));
        const header: SegmentHeader = { kind: "begin", ...name, counted };
        return {
          nth: files.length + 1,
          earlier: entriesOf(segments),
          transcript: makeTranscript({ folder, own, header, writer }),
        };
      } catch (error) {
        await writer.close();
        throw error;
      }
    },
  };
}

async function readEarlier(folder: string, own: string) {
  await requireLatest(folder, own);
  const files = (await listSegments(folder)).filter((file) => isLaterFile(own, file) > 0);
  return { files, segments: await readCounting(folder, files) };
}

type Writing = {
  readonly folder: string;
  readonly own: string;
  readonly header: SegmentHeader;
  readonly writer: SegmentWriter;
};

function makeTranscript({ folder, own, header, writer }: Writing): Transcript {
  let last: Promise<unknown> = Promise.resolve();
  let begun = false;
  const write = async (events: readonly TranscriptEvent[]): Promise<void> => {
    const at = Date.now();
    const entries = events.map((event) => ({ at, ...event }));
    failPoint(`before-append-${events[0]?.kind}`);
    await writer.write(
      begun ? entries : [header, ...entries],
      events.some(({ kind }) => DURABLE.has(kind)),
    );
    begun = true;
    failPoint(`after-append-${events.at(-1)?.kind}`);
    await requireLatest(folder, own);
  };
  return {
    append(...events) {
      // In order, whoever calls: tools of one turn may run at once.
      const written = last.then(() => write(events));
      last = written.catch(() => undefined);
      return written;
    },
    requireLatest: () => requireLatest(folder, own),
    async close() {
      await last;
      await writer.close();
    },
  };
}

async function requireLatest(folder: string, own: string): Promise<void> {
  const later = (await listSegments(folder)).at(-1);
  if (later !== undefined && isLaterFile(later, own) > 0) throw new Superseded(later);
}
