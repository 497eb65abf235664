// One attempt of an agent: what earlier ones left, and where this one writes.
import type { AgentFigures, AgentTask } from "../protocol/agent.ts";
import type { AgentPlaceOptions } from "../workspace/agent-place.ts";
import type { AgentPorts } from "./agent-ports.ts";
import { makeLedger } from "./ledger.ts";
import type { Ledger } from "./ledger.ts";
import { makeMailReader } from "./mail-reader.ts";
import type { MailReader } from "./mail-reader.ts";
import { makePast, of } from "./past.ts";
import type { Past } from "./past.ts";
import { redactStore } from "./redact/redacted-store.ts";
import type { StoredEnd } from "./stored-end.ts";
import type { Terms, TranscriptEntry } from "./transcript/entry.ts";
import type { Transcript } from "./transcript/store.ts";
import { transcriptFolder } from "./transcript/transcript-folder.ts";

export type Attempt = {
  /** From 1, over all legs: the number only grows. */
  readonly nth: number;
  readonly leg: number;
  readonly earlier: readonly TranscriptEntry[];
  readonly past: Past;
  readonly ledger: Ledger;
  readonly mail: MailReader;
  readonly transcript: Transcript;
  /** The transcript's folder, below PAWL_HOME. */
  readonly folder: string;
};

/** Throws `Superseded` when a later attempt has begun already, `TranscriptCorrupt`, and the machine's errors. */
export async function beginAttempt(task: AgentTask, ports: AgentPorts): Promise<Attempt> {
  const agent = { ...ports.run, call: task.call };
  const leg = task.leg ?? 0;
  const store = redactStore(ports.store, ports.redactor);
  const { nth, earlier, transcript } = await store.begin(agent, { leg, attempt: ports.attempt });
  const ledger = makeLedger({ prices: ports.prices, earlier, progress: ports.progress });
  const mail = makeMailReader(task, ports.askForMail, earlier);
  const folder = transcriptFolder(agent);
  return { nth, leg, earlier, past: makePast(earlier), ledger, mail, transcript, folder };
}

/** What of an agent's terms its figures tell. */
export type FiguredTerms = Pick<Terms, "model" | "readOnly">;

export function figures(
  { model, readOnly }: FiguredTerms,
  attempts: number,
  { ledger, mail, folder }: Attempt,
): AgentFigures {
  const { turn, usage, costUsd } = ledger.state();
  const simulated = ledger.isSimulated() ? { simulated: true as const } : {};
  const last = mail.heard();
  const heard = last === undefined ? {} : { heard: last };
  const held = readOnly === undefined ? {} : { readOnly };
  return {
    model,
    turns: turn,
    attempts,
    usage,
    costUsd,
    ...heard,
    ...held,
    ...simulated,
    transcript: folder,
  };
}

/** How many attempts it is with this one. To go on with an answer that the run was asked for is none of its own. */
export function attemptsWith({ nth, earlier }: Attempt): number {
  return nth - of("yielded", earlier).length;
}

/** How many it took to come to the end that is stored: those that wrote something. */
export function attemptsTo(end: StoredEnd, earlier: readonly TranscriptEntry[]): number {
  const written = new Set(earlier.map(({ leg, attempt }) => `${leg}.${attempt}`)).size;
  const yields = of("yielded", earlier).length - (end.kind === "yielded" ? 1 : 0);
  return written - yields;
}

/** Milliseconds that the attempts so far were at work, as far as they wrote it down. Waiting for answers does not count. */
export function workedMs(entries: readonly TranscriptEntry[]): number {
  const spans = new Map<string, { readonly from: number; readonly to: number }>();
  for (const { leg, attempt, at } of entries) {
    const span = spans.get(`${leg}.${attempt}`);
    spans.set(`${leg}.${attempt}`, { from: span?.from ?? at, to: at });
  }
  return [...spans.values()].reduce((sum, { from, to }) => sum + Math.max(0, to - from), 0);
}

export function placeOptions(
  task: AgentTask,
  ports: AgentPorts,
  attempt: Attempt,
  at: { readonly workspace: string; readonly signal: AbortSignal },
): AgentPlaceOptions {
  return {
    ...at,
    ...ports.run,
    home: ports.pawlHome,
    call: task.call,
    attempt: attempt.nth,
    label: task.label,
    isolation: task.isolation,
    base: task.base,
    merging: task.merging,
    saved: of("saved", attempt.earlier).at(-1),
  };
}
