// Reads an agent's transcript for people: what counts of it, and what comes while they look.
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { entriesOf, readCounting } from "./counting-segments.ts";
import type { TranscriptEntry } from "./entry.ts";
import { listSegments } from "./segment.ts";
import type { AgentAddress } from "./store.ts";
import { transcriptFolder } from "./transcript-folder.ts";

export type TranscriptPlace = AgentAddress & {
  /** PAWL_HOME. */
  readonly home: string;
};

/** The entries that count, oldest first; none when the agent has not begun here. Throws `TranscriptCorrupt`. */
export async function readAgentTranscript(place: TranscriptPlace): Promise<readonly TranscriptEntry[]> {
  const folder = join(place.home, transcriptFolder(place));
  return entriesOf(await readCounting(folder, await listSegments(folder)));
}

/**
 * The entries so far, then those that come, until `signal` is aborted or a `done` came. An attempt that is superseded
 * later may have shown entries that do not count in the end.
 */
export async function* followAgentTranscript(
  place: TranscriptPlace,
  { signal, everyMs = 250 }: { readonly signal: AbortSignal; readonly everyMs?: number },
): AsyncGenerator<TranscriptEntry, void> {
  const folder = join(place.home, transcriptFolder(place));
  const shown = new Map<string, number>();
  let before = "";
  while (!signal.aborted) {
    const now = await sizes(folder);
    if (now !== before) {
      for (const { file, entries } of await readCounting(folder, await listSegments(folder))) {
        yield* entries.slice(shown.get(file) ?? 0);
        shown.set(file, Math.max(entries.length, shown.get(file) ?? 0));
        if (entries.at(-1)?.kind === "done") return;
      }
      before = now;
    }
    await sleep(everyMs, undefined, { signal }).catch(() => undefined);
  }
}

/** Changes with every entry: transcripts only grow. */
async function sizes(folder: string): Promise<string> {
  const files = await listSegments(folder);
  const bytes = await Promise.all(files.map(async (file) => (await stat(join(folder, file))).size));
  return bytes.join(" ");
}
