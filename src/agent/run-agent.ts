// One attempt of an agent, from its task to its outcome: what is stored is handed out, what is begun goes on.
import type { AgentOutcome, AgentTask, AgentYield } from "../protocol/agent.ts";
import { cutText, utf8Bytes } from "../protocol/json.ts";
import type { Json } from "../protocol/json.ts";
import { FAILED_TEXT_MAX_CHARS, RESULT_MAX_BYTES } from "../protocol/limits.ts";
import { NO_USAGE } from "../protocol/usage.ts";
import type { AgentPlace, SavedWork } from "../workspace/agent-place.ts";
import { failPoint } from "../workspace/fail-point.ts";
import { openPlace, settlePlace } from "../workspace/open-place.ts";
import { AgentError } from "./agent-error.ts";
import { recordFailure, toAgentError } from "./agent-failure.ts";
import type { AgentPorts } from "./agent-ports.ts";
import { modelOf, newTerms } from "./agent-terms.ts";
import type { OpenTerms } from "./agent-terms.ts";
import { attemptsTo, attemptsWith, beginAttempt, figures, placeOptions, workedMs } from "./attempt.ts";
import type { Attempt, FiguredTerms } from "./attempt.ts";
import { guardAttempt } from "./attempt-guard.ts";
import type { AttemptGuard } from "./attempt-guard.ts";
import { converse } from "./converse.ts";
import { continuedTerms } from "./continued-terms.ts";
import { readFormerConversation } from "./former-conversation.ts";
import type { FormerConversation } from "./former-conversation.ts";
import { of } from "./past.ts";
import { storedEnd } from "./stored-end.ts";
import type { StoredEnd } from "./stored-end.ts";
import { makeStructuredOutput } from "./structured-output.ts";
import type { Terms } from "./transcript/entry.ts";
import { isSuperseded } from "./transcript/transcript-error.ts";
import { realWorkspace } from "./working-directory.ts";
import { requireNotWornOut } from "./worn-out.ts";

export type { AgentPorts } from "./agent-ports.ts";

/**
 * Throws an `AgentError` with its `detail` filled in, the signal's reason once that is aborted, or `Superseded` when a
 * later attempt has begun: then this one's end is nobody's business.
 */
export async function runAgent(task: AgentTask, ports: AgentPorts): Promise<AgentOutcome | AgentYield> {
  const attempt = await beginAttempt(task, ports).catch((error: unknown) => {
    throw isSuperseded(error) ? error : failedBefore(toAgentError(error), task, ports);
  });
  try {
    const stored = storedEnd(attempt.earlier, attempt.leg);
    return stored === null ? await goOn(task, ports, attempt) : await handOut(stored, task, ports, attempt);
  } finally {
    await attempt.transcript.close();
  }
}

/** Without its transcript nothing can be said of what the agent has used. */
function failedBefore(error: AgentError, task: AgentTask, ports: AgentPorts): AgentError {
  const { attempt: attempts } = ports;
  const used = { model: modelOf(task, ports), turns: 0, attempts, usage: NO_USAGE, costUsd: 0 };
  return error.with({ detail: used });
}

/** What figures say of the terms, as soon as it is known: for those of a failure. */
function termsSoFar(task: AgentTask, ports: AgentPorts, { past, earlier }: Attempt): FiguredTerms {
  return past.terms ?? of("attempt", earlier).at(-1) ?? { model: modelOf(task, ports) };
}

/** Publishing again is harmless; an attempt may have died before it did. */
async function handOut(
  stored: StoredEnd,
  task: AgentTask,
  ports: AgentPorts,
  attempt: Attempt,
): Promise<AgentOutcome | AgentYield> {
  const used = figures(termsSoFar(task, ports, attempt), attemptsTo(stored, attempt.earlier), attempt);
  if (stored.kind === "yielded") {
    return { ...used, yields: stored.calls, ...savedAs(of("saved", attempt.earlier).at(-1)) };
  }
  try {
    if (stored.kind === "failed") throw stored.error;
    const { result, published } = stored.entry;
    const { signal } = ports;
    const workspace = await realWorkspace(task.workspace);
    await settlePlace(placeOptions(task, ports, attempt, { workspace, signal }), published);
    return { result, ...used, ...(published === undefined ? {} : { published }) };
  } catch (error) {
    throw await recordFailure(error, { ...attempt, ports, figures: used });
  }
}

async function goOn(
  task: AgentTask,
  ports: AgentPorts,
  attempt: Attempt,
): Promise<AgentOutcome | AgentYield> {
  const { transcript, earlier } = attempt;
  const { timeoutMs } = task;
  let terms = termsSoFar(task, ports, attempt);
  const guard = guardAttempt({ outer: ports.signal, transcript, timeoutMs, workedMs: workedMs(earlier) });
  try {
    requireNotWornOut(earlier);
    const end = await work(task, ports, attempt, { guard, onTerms: (settled) => (terms = settled) });
    return { ...end, ...figures(terms, attemptsWith(attempt), attempt) };
  } catch (error) {
    guard.stop(error);
    const used = figures(terms, attemptsWith(attempt), attempt);
    throw await recordFailure(error, { ...attempt, ports, figures: used });
  } finally {
    guard.release();
  }
}

type Working = { readonly guard: AttemptGuard; readonly onTerms: (terms: Terms) => void };

type End = Pick<AgentOutcome, "result" | "published"> | Pick<AgentYield, "yields" | "saved">;

function savedAs(saved: SavedWork | null | undefined): Pick<AgentYield, "saved"> {
  return saved ? { saved: saved.commit } : {};
}

/** What can be refused is refused before anything is made or spent. */
async function work(
  task: AgentTask,
  ports: AgentPorts,
  attempt: Attempt,
  { guard, onTerms }: Working,
): Promise<End> {
  requirePrompt(task);
  const workspace = await realWorkspace(task.workspace);
  const structured = task.schema === undefined ? null : makeStructuredOutput(task.schema);
  const former = task.continues === undefined ? null : await readFormerConversation(task.continues, ports);
  const termsAt = await settleTerms(task, ports, { workspace, known: attempt.past.terms, former });
  const { signal } = guard;
  signal.throwIfAborted();
  const base = former === null ? task.base : (former.end.published?.commit ?? former.end.base);
  const place = await openPlace({ ...placeOptions(task, ports, attempt, { workspace, signal }), base });
  try {
    const end = await converse({ task, ports, attempt, guard, place, structured, former, termsAt, onTerms });
    if (end.kind === "end") return await finish(end.result, task, attempt, place);
    const saved = await place.save();
    const kept = saved === null ? [] : [{ kind: "saved", ...saved } as const];
    await attempt.transcript.append(...kept, { kind: "yielded", calls: end.calls });
    return { yields: end.calls, ...savedAs(saved) };
  } finally {
    await place.close();
  }
}

type Settled = {
  readonly workspace: string;
  /** Of the attempts before. */
  readonly known: Terms | null;
  readonly former: FormerConversation | null;
};

async function settleTerms(
  task: AgentTask,
  ports: AgentPorts,
  { workspace, known, former }: Settled,
): Promise<OpenTerms> {
  if (known !== null) return () => known;
  return former === null ? newTerms(task, ports, workspace) : continuedTerms(task, former.terms);
}

function requirePrompt({ prompt }: AgentTask): void {
  if (prompt.trim() === "") throw new AgentError("InvalidCall", "Expected a prompt, got an empty text.");
}

/** The one durable end: the work is made but not visible, the outcome is stored, and only then the work is published. */
async function finish(result: Json, task: AgentTask, attempt: Attempt, place: AgentPlace): Promise<End> {
  requireRoom(result, task);
  failPoint("before-seal");
  const published = (await place.seal()) ?? undefined;
  const outcome = { result, ...(published === undefined ? {} : { published }) };
  const begun = published === undefined && place.base !== null ? { base: place.base } : {};
  await attempt.transcript.append({ kind: "done", ...outcome, ...begun });
  failPoint("before-publish");
  if (published !== undefined) await place.publish(published);
  failPoint("after-publish");
  return outcome;
}

/** A larger result would fail as a payload, and that failure would be tried again and again. */
function requireRoom(result: Json, { label }: AgentTask): void {
  const bytes = utf8Bytes(JSON.stringify(result));
  if (bytes <= RESULT_MAX_BYTES) return;
  throw new AgentError(
    "ResultTooLarge",
    `The result of agent ${JSON.stringify(label)} has ${bytes} bytes, more than the ${RESULT_MAX_BYTES} allowed; have it write a file and return the path.`,
    { text: typeof result === "string" ? cutText(result, FAILED_TEXT_MAX_CHARS) : undefined },
  );
}
