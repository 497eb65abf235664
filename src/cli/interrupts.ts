// Ctrl-C while a run is followed. In a pipe it leaves the run running; on a terminal the first one asks.
import { EXIT } from "./exit-codes.ts";
import type { Io } from "./io.ts";

export type Choice = "leave" | "stop" | "continue";

const listeners: (() => void)[] = [];

/** Calls `listener`, and none that was there before, for each SIGINT until the returned function is called. */
export function onInterrupt(listener: () => void): () => void {
  if (listeners.length === 0) process.on("SIGINT", tellNewest);
  listeners.push(listener);
  return () => {
    listeners.splice(listeners.lastIndexOf(listener), 1);
    if (listeners.length === 0) process.off("SIGINT", tellNewest);
  };
}

function tellNewest(): void {
  listeners.at(-1)?.();
}

/** Asks what to do with the run. A second Ctrl-C, and an end of input, leave it running. */
export async function askWhatToDo(workflowId: string, io: Io): Promise<Choice> {
  if (!io.interactive) return "leave";
  const words = await io.ask(
    `Run ${workflowId} is still going. [l]eave it running, [s]top it, or [c]ontinue watching? [l] `,
  );
  return words === null ? "leave" : toChoice(words);
}

export function toChoice(answer: string): Choice {
  const letter = answer.trim().toLowerCase().charAt(0);
  if (letter === "s") return "stop";
  return letter === "c" ? "continue" : "leave";
}

/** Runs `body` until it is done or Ctrl-C comes, which ends a look at something and nothing else. */
export async function untilInterrupted(body: (signal: AbortSignal) => Promise<void>): Promise<number> {
  const interrupted = new AbortController();
  const release = onInterrupt(() => interrupted.abort());
  try {
    await body(interrupted.signal);
    return interrupted.signal.aborted ? EXIT.left : EXIT.completed;
  } finally {
    release();
  }
}
