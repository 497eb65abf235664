// Reads a post of the guest. The prelude writes them well; a script that bends the built-ins under it may not.
import { isLongerThan } from "../protocol/json.ts";
import { CALL_MAX_BYTES, MESSAGE_ENVELOPE_BYTES, RESULT_MAX_BYTES } from "../protocol/limits.ts";
import { guestMessageSchema, type GuestMessage } from "./messages.ts";
import { RunFailure } from "./run-failure.ts";

export function parseGuestMessage(text: string): GuestMessage {
  const parsed = guestMessageSchema.safeParse(parseJson(text));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw unreadable(`${issue?.path.join(".") ?? ""}: ${issue?.message ?? "no JSON"}`);
  }
  refuseLarge(parsed.data, text);
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const GOES_ON: readonly GuestMessage["t"][] = [
  "agent",
  "check",
  "merge",
  "team",
  "approve",
  "ask",
  "hear",
  "workflow",
];

/** What goes on to an activity or to the caller of the run must fit a payload of the server. */
function refuseLarge({ t }: GuestMessage, text: string): void {
  if (t === "returned" && isLongerThan(text, RESULT_MAX_BYTES + MESSAGE_ENVELOPE_BYTES)) {
    throw new RunFailure(
      "ScriptLimit",
      `The script returned more than ${RESULT_MAX_BYTES} bytes, the most that a run returns. Write the rest to a file.`,
    );
  }
  if (GOES_ON.includes(t) && isLongerThan(text, CALL_MAX_BYTES + MESSAGE_ENVELOPE_BYTES))
    throw unreadable(`${t}: too large`);
}

function unreadable(why: string): RunFailure {
  return new RunFailure(
    "ScriptError",
    `The script asked for something that cannot be read (${why}): has it changed built-ins such as JSON or Object.prototype?`,
  );
}
