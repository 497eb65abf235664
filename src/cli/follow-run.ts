// Follows a run for a person or a program until it ends or is left running. Shared by `run` and `watch`.
import type { Session } from "../client/connect.ts";
import type { GateView } from "../protocol/run-views.ts";
import type { RunRef } from "../client/describe-run.ts";
import { stopRun } from "../client/stop-run.ts";
import { watchRun, type RunEvent } from "../client/watch-run.ts";
import { EXIT, exitCodeOf } from "./exit-codes.ts";
import { askWhatToDo, onInterrupt } from "./interrupts.ts";
import type { GatePlace } from "./gate-place.ts";
import type { Io } from "./io.ts";
import { makeLiveScreen } from "./live-screen.ts";
import { makePlainFollower } from "./plain-follower.ts";
import { gateCommands } from "./render/gates.ts";
import { logLine } from "./render/log.ts";
import { endLines } from "./render/end.ts";
import { statusLines } from "./render/status.ts";
import { shellWord } from "./shell-word.ts";
import { userName } from "./user-name.ts";
import { visibleLine } from "./visible-text.ts";

export type Following = {
  readonly session: Session;
  readonly ref: RunRef;
  readonly io: Io;
  /** What stdout gets: a live or plain account, one JSON object at the end, or one a look. */
  readonly output: "text" | "json-end" | "json-lines";
  /** Answers the questions before anything starts. Without one they are shown, and stay open. */
  readonly launch?: LaunchDialog;
};

/** Called once for each gate before the start. `left`: nobody answered, and the run is left to wait. */
export type LaunchDialog = (gate: GateView, place: GatePlace) => Promise<"answered" | "left">;

type Viewer = { readonly show: (event: RunEvent) => void; readonly hide: () => void };

type Ending =
  | { readonly kind: "ended"; readonly exitCode: number }
  | { readonly kind: "interrupted" }
  | { readonly kind: "left"; readonly gate: GateView };

/** Resolves to the exit code. Throws when the run does not exist. */
export async function followRun(following: Following): Promise<number> {
  const viewer = makeViewer(following);
  for (;;) {
    const ending = await followUntilInterrupted(following, viewer);
    if (ending.kind === "ended") return ending.exitCode;
    viewer.hide();
    if (ending.kind === "left") return leaveOpen(ending.gate, following);
    const { workflowId } = following.ref;
    const choice = following.output === "text" ? await askWhatToDo(workflowId, following.io) : "leave";
    if (choice === "leave") return leave(following);
    if (choice === "stop") {
      await stopRun(following.session, following.ref, { by: userName(), reason: "Ctrl-C" });
      following.io.err("Stopping it.");
    }
  }
}

function leave({ ref, io }: Following): number {
  io.err(`Left running. Come back with: pawl watch ${shellWord(ref.workflowId)}`);
  return EXIT.left;
}

function leaveOpen(gate: GateView, { ref, io }: Following): number {
  const [yes = "", no] = gateCommands(gate, ref.workflowId);
  io.err(`The question stays open. Answer it with: ${yes}${no === undefined ? "" : ` (or: ${no})`}`);
  io.err(`Then follow it with: pawl watch ${shellWord(ref.workflowId)}`);
  return EXIT.left;
}

async function followUntilInterrupted(following: Following, viewer: Viewer): Promise<Ending> {
  const interrupted = new AbortController();
  const release = onInterrupt(() => interrupted.abort());
  const answered = new Set<string>();
  try {
    for await (const event of watchRun(following.session, following.ref, { signal: interrupted.signal })) {
      if (interrupted.signal.aborted) break;
      const gate = askedAtLaunch(event, following, answered);
      viewer.show(gate === null ? event : without(gate, event));
      if (gate !== null) {
        viewer.hide();
        const { session, ref, io } = following;
        const place = { session, ref, io, signal: interrupted.signal };
        if ((await following.launch?.(gate, place)) === "left") return { kind: "left", gate };
      }
      if (event.kind === "end") return { kind: "ended", exitCode: exitCodeOf(event.end.status) };
    }
    return { kind: "interrupted" };
  } finally {
    release();
  }
}

/** The first such gate that was not answered here, where there is somebody to answer it; else `null`. */
function askedAtLaunch(event: RunEvent, { launch }: Following, answered: Set<string>): GateView | null {
  if (launch === undefined || event.kind !== "snapshot" || !event.run.open) return null;
  const gate = event.view?.gates.find((one) => isBeforeStart(one) && !answered.has(one.id));
  if (gate === undefined) return null;
  answered.add(gate.id);
  return gate;
}

/** The launch itself, and what a planner asks on the way to it. */
function isBeforeStart({ kind, phase }: GateView): boolean {
  return kind === "launch" || (kind === "ask" && phase === "Plan");
}

/** What the dialog says itself is not said before. */
function without({ id, question }: GateView, event: RunEvent): RunEvent {
  if (event.kind !== "snapshot" || event.view === null) return event;
  const gates = event.view.gates.filter((gate) => gate.id !== id);
  const lines = event.lines.filter(
    ({ message }) => !message.startsWith(`gate ${id} opened`) && !question.includes(message),
  );
  const status = gates.length === 0 ? "running" : event.view.status;
  return { ...event, view: { ...event.view, status, gates }, lines };
}

function makeViewer({ io, output }: Following): Viewer {
  if (output !== "text") return jsonViewer(io, output);
  return io.rows() === null ? plainViewer(io) : liveViewer(io);
}

function jsonViewer(io: Io, output: "json-end" | "json-lines"): Viewer {
  const gates = new Set<string>();
  return {
    hide: () => {},
    show(event) {
      if (event.kind === "end") io.out(JSON.stringify(endJson(event)));
      else if (output === "json-lines") io.out(JSON.stringify(eventJson(event)));
      else if (event.kind === "snapshot") tellGates(event, { io, gates });
      else io.err(connectionLine(event));
    },
  };
}

type Told = { readonly io: Io; readonly gates: Set<string> };

/** Where stdout says nothing before the end, a run that waits for a person would look like one that hangs. */
function tellGates({ run, view }: Extract<RunEvent, { kind: "snapshot" }>, { io, gates }: Told): void {
  for (const gate of view?.gates.filter(({ id }) => !gates.has(id)) ?? []) {
    gates.add(gate.id);
    const [command] = gateCommands(gate, run.workflowId);
    io.err(`Waits for a person: ${visibleLine(gate.question)} (${command})`);
  }
}

export function endJson({ run, end }: Extract<RunEvent, { kind: "end" }>): object {
  return { workflowId: run.workflowId, runId: run.runId, ...end };
}

function eventJson(event: Exclude<RunEvent, { kind: "end" }>): object {
  if (event.kind !== "snapshot") return event;
  const { run, view, workerUp, viewAt, lines } = event;
  return {
    kind: event.kind,
    run: { ...run, activity: Object.fromEntries(run.activity) },
    workerUp,
    viewAt,
    view,
    lines,
  };
}

function plainViewer(io: Io): Viewer {
  const news = makePlainFollower(io.colors);
  return {
    hide: () => {},
    show(event) {
      if (event.kind === "snapshot") for (const line of news(event, Date.now())) io.out(line);
      else if (event.kind === "end") for (const line of endLines(event, io.colors)) io.out(line);
      else io.err(connectionLine(event));
    },
  };
}

const LIVE_LOG_LINES = 6;

function liveViewer(io: Io): Viewer {
  const screen = makeLiveScreen(io);
  return {
    hide: () => screen.clear(),
    show(event) {
      if (event.kind === "end") {
        screen.clear();
        for (const line of [...lastWords(event), ...endLines(event, io.colors)]) io.out(line);
        return;
      }
      if (event.kind !== "snapshot") {
        screen.clear();
        io.err(connectionLine(event));
        return;
      }
      const look = { now: Date.now(), colors: io.colors, logLines: LIVE_LOG_LINES };
      screen.draw(statusLines({ ...event, history: null }, look));
    },
  };
}

/** A stopped run leaves no record; who stopped it and why is in the log, which goes off the screen. */
function lastWords({ end, view }: Extract<RunEvent, { kind: "end" }>): string[] {
  return end.result === null && view !== null ? view.log.slice(-LIVE_LOG_LINES).map(logLine) : [];
}

function connectionLine(event: Extract<RunEvent, { kind: "server-away" | "server-back" }>): string {
  return event.kind === "server-away"
    ? `The Temporal server at ${event.address} went away. Waiting for it; the run is safe.`
    : `The Temporal server at ${event.address} is back.`;
}
