// Follows a run to its end, through dead workers and servers that go away and come back.
import { setTimeout as sleep } from "node:timers/promises";
import { SERVER_CALL_TIMEOUT_MS, WATCH_EVERY_MS } from "../protocol/limits.ts";
import type { LogLine, LogView, StatusView } from "../protocol/run-views.ts";
import type { Session } from "./connect.ts";
import { describeRun, type RunDescription, type RunRef } from "./describe-run.ts";
import { isUnreachable } from "./is-unreachable.ts";
import { queryRun } from "./query-run.ts";
import { awaitRunEnd, type RunEnd } from "./run-end.ts";

export type RunEvent =
  | {
      readonly kind: "snapshot";
      readonly run: RunDescription;
      /** Last known account of the run; `null` until a worker answered once. */
      readonly view: StatusView | null;
      /** False while nobody answers: the view is then as old as `viewAt`. */
      readonly workerUp: boolean;
      readonly viewAt: number | null;
      /** Lines of the log that no snapshot before has shown. */
      readonly lines: readonly LogLine[];
    }
  | { readonly kind: "server-away"; readonly address: string }
  | { readonly kind: "server-back"; readonly address: string }
  | {
      readonly kind: "end";
      readonly run: RunDescription;
      /** Last known account: it has the figures of a run that ended without a record. */
      readonly view: StatusView | null;
      readonly end: RunEnd;
    };

export type WatchOptions = { readonly signal?: AbortSignal; readonly everyMs?: number };

type Memory = { view: StatusView | null; viewAt: number | null; linesSeen: number };

/** Yields until the run ended (`end` is last) or `signal` fires. Throws when the run does not exist. */
export async function* watchRun(
  session: Session,
  ref: RunRef,
  options: WatchOptions = {},
): AsyncGenerator<RunEvent, void> {
  const memory: Memory = { view: null, viewAt: null, linesSeen: 0 };
  let away = false;
  while (options.signal?.aborted !== true) {
    try {
      const snapshot = await look(session, ref, memory);
      if (away) yield { kind: "server-back", address: session.address };
      away = false;
      yield snapshot;
      if (!snapshot.run.open) {
        yield { kind: "end", run: snapshot.run, view: snapshot.view, end: await endOf(session, ref) };
        return;
      }
    } catch (error) {
      if (!isUnreachable(error)) throw error;
      if (!away) yield { kind: "server-away", address: session.address };
      away = true;
    }
    await pause(options);
  }
}

async function look(
  session: Session,
  ref: RunRef,
  memory: Memory,
): Promise<Extract<RunEvent, { kind: "snapshot" }>> {
  const [run, reply] = await Promise.all([
    describeRun(session, ref),
    queryRun<StatusView>(session, ref, { name: "status" }),
  ]);
  const workerUp = reply.kind === "answer";
  const lines = workerUp ? await newLines(session, ref, { memory, view: reply.value }) : [];
  if (workerUp) {
    memory.view = reply.value;
    memory.viewAt = Date.now();
  }
  return { kind: "snapshot", run, view: memory.view, workerUp, viewAt: memory.viewAt, lines };
}

type Look = { readonly memory: Memory; readonly view: StatusView };

/** The status shows only the last lines: when they moved, the whole log says what came in between. */
async function newLines(session: Session, ref: RunRef, { memory, view }: Look): Promise<readonly LogLine[]> {
  if (JSON.stringify(view.log) === JSON.stringify(memory.view?.log ?? [])) return [];
  const reply = await queryRun<LogView>(session, ref, { name: "log" });
  if (reply.kind === "nobody") return [];
  const { dropped, lines } = reply.value;
  const fresh = lines.slice(Math.max(0, memory.linesSeen - dropped));
  memory.linesSeen = dropped + lines.length;
  return fresh;
}

function endOf(session: Session, ref: RunRef): Promise<RunEnd> {
  return session.connection.withDeadline(Date.now() + SERVER_CALL_TIMEOUT_MS, () =>
    awaitRunEnd(session, ref),
  );
}

async function pause({ signal, everyMs = WATCH_EVERY_MS }: WatchOptions): Promise<void> {
  try {
    await sleep(everyMs, undefined, signal ? { signal } : {});
  } catch {
    // Aborted: the loop's condition ends the watch.
  }
}
