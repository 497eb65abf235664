// Ctrl-C while a run is followed. In a pipe it leaves the run running; on a terminal the first one asks.
import { createInterface } from "node:readline/promises";
import { EXIT } from "./exit-codes.ts";
import type { Io } from "./io.ts";

export type Choice = "leave" | "stop" | "continue";

/** Calls `onInterrupt` for each SIGINT until the returned function is called. */
export function onInterrupt(listener: () => void): () => void {
  process.on("SIGINT", listener);
  return () => void process.off("SIGINT", listener);
}

/** Asks what to do with the run. A second Ctrl-C, and an end of input, leave it running. */
export async function askWhatToDo(workflowId: string, io: Io): Promise<Choice> {
  if (!io.interactive) return "leave";
  const reader = createInterface({ input: process.stdin, output: process.stdout });
  const question = `Run ${workflowId} is still going. [l]eave it running, [s]top it, or [c]ontinue watching? [l] `;
  const leave = new AbortController();
  reader.on("SIGINT", () => leave.abort());
  reader.on("close", () => leave.abort());
  try {
    return toChoice(await reader.question(question, { signal: leave.signal }));
  } catch {
    io.out("");
    return "leave";
  } finally {
    reader.close();
  }
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
