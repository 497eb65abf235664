// Which turns of a run were asked for again although no kill had found them in flight.
import type { SimulatorLogEntry } from "../../../src/simulator/simulator.ts";
import type { Met } from "./lane.ts";
import type { Turn } from "./turnstile.ts";

type Asking = Pick<SimulatorLogEntry, "at" | "outcome">;

/** Those that were answered more than once, never, or asked for again without such a kill between. */
export function askedAgain(
  asked: ReadonlyMap<Turn, readonly Asking[]>,
  kills: readonly Pick<Met, "turns" | "at">[],
): Turn[] {
  return [...asked].filter(([turn, askings]) => !isOnce(turn, askings, kills)).map(([turn]) => turn);
}

function isOnce(
  turn: Turn,
  askings: readonly Asking[],
  kills: readonly Pick<Met, "turns" | "at">[],
): boolean {
  const isCut = ({ outcome, at }: Asking, index: number): boolean => {
    const next = Date.parse(askings[index + 1]?.at ?? "");
    const cut = kills.find((kill) => kill.turns.includes(turn) && kill.at >= Date.parse(at));
    return outcome === "aborted" && cut !== undefined && cut.at <= next;
  };
  return askings.at(-1)?.outcome === "answered" && askings.slice(0, -1).every(isCut);
}
