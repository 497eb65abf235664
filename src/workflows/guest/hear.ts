// hear(to, options?): waits for what people say to the run.
import type { Json } from "../../protocol/json.ts";
import { HEAR_DEFAULT_MS } from "../../protocol/limits.ts";
import type { Channel, Request } from "./channel.ts";
import { copyOf } from "./copy.ts";
import { toMilliseconds } from "./durations.ts";
import { present, toOptions, toText } from "./options.ts";

export type HearPorts = {
  readonly channel: Channel;
  /** Of a nested script nobody knows that there is somebody to talk to: it does not wait unless it says so. */
  readonly isNested: boolean;
  currentPhase(): string | null;
};

export function makeHear({ channel, isNested, currentPhase }: HearPorts) {
  return async function hear(to: unknown, options?: unknown): Promise<Json> {
    const given = toOptions("hear(to, options)", options);
    const { timeout } = given;
    const unasked = isNested ? 0 : HEAR_DEFAULT_MS;
    const request = {
      t: "hear",
      to: toName(to),
      question: toText("hear(): question", given["question"]) ?? "Anything else?",
      phase: toText("hear(): phase", given["phase"]) ?? currentPhase(),
      timeoutMs: timeout === undefined ? unasked : toMilliseconds(timeout, "hear(): timeout"),
      ...present({ details: copyOf(given["details"], "hear(): details") }),
    };
    return channel.ask(request as Request);
  };
}

function toName(to: unknown): string | number {
  const name: unknown = typeof to === "object" && to !== null && "call" in to ? to.call : to;
  if (typeof name === "string" && name !== "") return name;
  if (typeof name === "number" && Number.isSafeInteger(name) && name >= 1) return name;
  throw new TypeError(
    "hear(to) takes the envelope of an agent that listens, its call number, or a name of your own; got " +
      (name === null ? "null" : name === "" ? "an empty text" : typeof name),
  );
}
