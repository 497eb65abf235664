// What one agent did, entry by entry: append-only, written before the next step begins. A person reads it with
// `pawl logs`; everything needed to build the conversation again is in it.
import { createHash } from "node:crypto";
import { appendFile, mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Json, JsonObject } from "../protocol/json.ts";
import type { Usage } from "../protocol/usage.ts";

/** `turn` counts model calls of an attempt from 1. */
export type TranscriptEvent =
  | {
      readonly kind: "attempt";
      readonly attempt: number;
      readonly call: number;
      readonly label: string;
      readonly model: string;
      readonly effort: string | null;
      readonly agentType: string;
      readonly system: string;
      readonly tools: readonly string[];
      readonly schema: JsonObject | null;
    }
  /** Words for the model: the prompt, a nudge. */
  | { readonly kind: "user"; readonly content: string }
  /** A finished model call. Content exactly as received. */
  | {
      readonly kind: "turn";
      readonly turn: number;
      readonly content: Json;
      readonly stopReason: string | null;
      readonly usage: Usage;
      readonly costUsd: number;
    }
  /** Written before the tool acts: without a `result` it may or may not have run. */
  | { readonly kind: "tool"; readonly id: string; readonly name: string; readonly input: Json }
  | { readonly kind: "result"; readonly id: string; readonly isError: boolean; readonly content: string }
  | { readonly kind: "note"; readonly message: string }
  | { readonly kind: "done"; readonly result: Json }
  | { readonly kind: "failed"; readonly type: string; readonly message: string };

/** `at` is in milliseconds since 1970. */
export type TranscriptEntry = TranscriptEvent & { readonly at: number };

export type Transcript = { append(event: TranscriptEvent): Promise<void> };

export type TranscriptAddress = {
  /** PAWL_HOME. */
  readonly home: string;
  readonly workflowId: string;
  readonly runId: string;
  readonly call: number;
};

/** Longest folder name made from an id; file systems stop at 255 bytes. */
const NAME_MAX_CHARS = 120;

export function transcriptPath({ home, workflowId, runId, call }: TranscriptAddress): string {
  return join(home, "transcripts", folderName(workflowId), folderName(runId), `agent-${call}.jsonl`);
}

/** A transcript in a file, one JSON object a line. Attempts of the same agent go one after the other. */
export function makeFileTranscript(path: string): Transcript {
  let last: Promise<unknown> = Promise.resolve();
  let prepared = false;
  return {
    append(event) {
      const line = `${JSON.stringify({ at: Date.now(), ...event })}\n`;
      // In order, whoever calls: tools of one turn may run at once.
      const written = last.then(async () => {
        if (!prepared) await prepare(path);
        prepared = true;
        await appendFile(path, line);
      });
      last = written.catch(() => undefined);
      return written;
    },
  };
}

/** The entries of a transcript, oldest first; none when there is no file. A line torn by a kill is left out. */
export async function readTranscript(path: string): Promise<readonly TranscriptEntry[]> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  return text.split("\n").flatMap(parseLine);
}

/** A killed attempt may have left half a line: the next one begins on a line of its own. */
async function prepare(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await appendFile(path, "\n");
}

function parseLine(line: string): TranscriptEntry[] {
  if (line.trim() === "") return [];
  try {
    return [JSON.parse(line) as TranscriptEntry];
  } catch {
    return [];
  }
}

/** Ids are people's: they may hold slashes, `..`, or be a thousand characters long. */
function folderName(id: string): string {
  const name = encodeURIComponent(id).replaceAll(".", "%2E");
  if (name.length <= NAME_MAX_CHARS) return name;
  const hash = createHash("sha256").update(id).digest("hex").slice(0, 16);
  return `${name.slice(0, NAME_MAX_CHARS - hash.length - 1)}-${hash}`;
}
