// Transcripts in files: a folder per agent, a file per attempt. Creating that file is the fence: an attempt that writes,
// then looks and finds no later file, wrote before the later one began to read; whatever comes after that does not count.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { failPoint } from "../../workspace/fail-point.ts";
import { entriesOf, readCounting } from "./counting-segments.ts";
import type { TranscriptEvent } from "./entry.ts";
import { readAgentTranscript } from "./read-transcript.ts";
import { createSegment } from "./segment-writer.ts";
import type { SegmentWriter } from "./segment-writer.ts";
import { isLaterFile, listSegments, segmentFile } from "./segment.ts";
import type { Counted, SegmentHeader } from "./segment.ts";
import type { Transcript, TranscriptStore } from "./store.ts";
import { Superseded } from "./transcript-error.ts";
import { transcriptFolder } from "./transcript-folder.ts";

/** Before these nothing is lost that could not be had again for nothing. */
const FREE: ReadonlySet<TranscriptEvent["kind"]> = new Set(["attempt", "user", "note"]);
/** These are promises to somebody else: durable without being asked. */
const ENDS: ReadonlySet<TranscriptEvent["kind"]> = new Set(["yielded", "done", "failed"]);

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
    read: (agent) => readAgentTranscript({ ...agent, home }),
  };
}

async function readEarlier(folder: string, own: string) {
  const files = await listSegments(folder);
  requireNoneLater(files, own);
  const earlier = files.filter((file) => isLaterFile(own, file) > 0);
  return { files: earlier, segments: await readCounting(folder, earlier) };
}

type Writing = {
  readonly folder: string;
  readonly own: string;
  readonly header: SegmentHeader;
  readonly writer: SegmentWriter;
};

function makeTranscript({ folder, own, header, writer }: Writing): Transcript {
  let begun = false;
  let unsettled = false;
  const write = async (events: readonly TranscriptEvent[]): Promise<void> => {
    const at = Date.now();
    const entries = events.map((event) => ({ at, ...event }));
    failPoint(`before-append-${events[0]?.kind}`);
    await writer.write(begun ? entries : [header, ...entries]);
    begun = true;
    unsettled ||= events.some(({ kind }) => !FREE.has(kind));
    if (events.some(({ kind }) => ENDS.has(kind))) await settle();
    failPoint(`after-append-${events.at(-1)?.kind}`);
    requireNoneLater(await listSegments(folder), own);
  };
  const settle = async (): Promise<void> => {
    if (!unsettled) return;
    // What is appended meanwhile is not settled with it.
    unsettled = false;
    await writer.sync().catch((error: unknown) => {
      unsettled = true;
      throw error;
    });
  };
  // In order, whoever calls: tools of one turn may run at once.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = (step: () => Promise<void>): Promise<void> => {
    const done = last.then(step);
    last = done.catch(() => undefined);
    return done;
  };
  return {
    append: (...events) => inTurn(() => write(events)),
    settle: () => inTurn(settle),
    requireLatest: async () => requireNoneLater(await listSegments(folder), own),
    async close() {
      await last;
      await writer.close();
    },
  };
}

function requireNoneLater(files: readonly string[], own: string): void {
  const later = files.at(-1);
  if (later !== undefined && isLaterFile(later, own) > 0) throw new Superseded(later);
}
