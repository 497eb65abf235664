// A question at the terminal for as long as the run has it: somebody else may answer it first.
import { setTimeout as sleep } from "node:timers/promises";
import { WATCH_EVERY_MS } from "../protocol/limits.ts";
import type { GateView } from "../protocol/run-views.ts";
import { closingWords, openGates, type GatePlace } from "./gate-place.ts";

export type Words =
  | { readonly kind: "words"; readonly words: string }
  /** Ctrl-C or the end of input: the question stays open. */
  | { readonly kind: "left" }
  /** It was answered elsewhere, or the run is over. It was said. */
  | { readonly kind: "closed" };

export async function askWhileOpen(question: string, gate: GateView, place: GatePlace): Promise<Words> {
  const closed = new AbortController();
  const asked = new AbortController();
  const watching = untilClosed(gate, place, asked.signal).then((isClosed) => isClosed && closed.abort());
  const words = await place.io.ask(question, AbortSignal.any([closed.signal, place.signal]));
  asked.abort();
  await watching;
  if (words !== null) return { kind: "words", words };
  if (!closed.signal.aborted) return { kind: "left" };
  place.io.err(await closingWords(gate, place));
  return { kind: "closed" };
}

/** False when `signal` came first. A server or a worker that is away has answered nothing. */
async function untilClosed({ id }: GateView, place: GatePlace, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) {
    await sleep(WATCH_EVERY_MS, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return false;
    const open = await openGates(place).catch(() => []);
    if (open !== null && open.every((gate) => gate.id !== id)) return true;
  }
  return false;
}
