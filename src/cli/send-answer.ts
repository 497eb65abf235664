// An answer on its way to the run: a server that is away keeps it waiting, and loses nothing.
import { setTimeout as sleep } from "node:timers/promises";
import { isClientError } from "../client/client-error.ts";
import { isUnreachable } from "../client/is-unreachable.ts";
import { sendMessage, type Message } from "../client/send-message.ts";
import { WATCH_EVERY_MS } from "../protocol/limits.ts";
import type { GatePlace } from "./gate-place.ts";

/** `refused`: the run did not take it, and it was said why. `given-up`: Ctrl-C, before the server was back. */
export type Sending = "sent" | "refused" | "given-up";

export async function sendAnswer(message: Message, place: GatePlace): Promise<Sending> {
  const { io, session, signal } = place;
  for (let isFirst = true; !signal.aborted; isFirst = false) {
    const outcome = await trySending(message, place);
    if (outcome === "left") io.err("No worker is up: the answer waits on the server (pawl worker).");
    if (outcome !== "away") return outcome === "refused" ? "refused" : "sent";
    if (isFirst) {
      io.err(
        `The Temporal server at ${session.address} went away. The answer is sent when it is back; Ctrl-C gives up.`,
      );
    }
    await sleep(WATCH_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
  return "given-up";
}

async function trySending(
  message: Message,
  { io, session, ref }: GatePlace,
): Promise<"accepted" | "left" | "refused" | "away"> {
  try {
    return (await sendMessage(session, ref, message)).kind;
  } catch (error) {
    if (isUnreachable(error)) return "away";
    if (!isClientError(error) || error.kind !== "refused") throw error;
    io.err(error.message);
    return "refused";
  }
}
