// The conversation that an agent goes on with: an earlier agent's, and what that one went on with.
import { AgentError } from "./agent-error.ts";
import type { AgentPorts } from "./agent-ports.ts";
import { makePast, of } from "./past.ts";
import type { Past } from "./past.ts";
import type { EntryOf, Terms, TranscriptEntry } from "./transcript/entry.ts";
import { transcriptFolder } from "./transcript/transcript-folder.ts";

export type FormerConversation = {
  /** One for each agent, oldest first. */
  readonly pasts: readonly Past[];
  /** What all of them did, in order. */
  readonly entries: readonly TranscriptEntry[];
  /** Those of the last one. */
  readonly terms: Terms;
  readonly end: EntryOf<"done">;
};

type Source = Pick<AgentPorts, "store" | "run" | "pawlHome">;

/** Throws an `AgentError` that says what is missing or damaged. */
export async function readFormerConversation(call: number, source: Source): Promise<FormerConversation> {
  const entries = await readTranscript(call, source);
  const past = makePast(entries);
  const end = of("done", entries).at(-1);
  if (past.terms === null || end === undefined) throw unreadable(call, missing(call, entries, source));
  const before = of("attempt", entries).at(-1)?.continues;
  const former = before === undefined ? null : await readFormerConversation(before, source);
  return {
    pasts: [...(former?.pasts ?? []), past],
    entries: [...(former?.entries ?? []), ...entries],
    terms: past.terms,
    end,
  };
}

async function readTranscript(call: number, { store, run }: Source): Promise<readonly TranscriptEntry[]> {
  try {
    return await store.read({ ...run, call });
  } catch (error) {
    if (error instanceof Error && error.name === "TranscriptCorrupt") throw unreadable(call, error.message);
    throw error;
  }
}

function missing(call: number, entries: readonly TranscriptEntry[], { run, pawlHome }: Source): string {
  if (entries.length > 0) return "Its transcript has no end, though the run says that it is done.";
  const folder = transcriptFolder({ ...run, call });
  return `Its transcript is not there: expected ${folder} in ${pawlHome}. Workers that take each other's agents up share one PAWL_HOME.`;
}

function unreadable(call: number, why: string): AgentError {
  return new AgentError("AgentFailed", `The conversation of agent ${call} cannot be gone on with. ${why}`);
}
