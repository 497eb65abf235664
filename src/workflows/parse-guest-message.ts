// Reads a post of the guest. The prelude writes them well; a script that bends the built-ins under it may not.
import { guestMessageSchema, type GuestMessage } from "./messages.ts";
import { RunFailure } from "./run-failure.ts";

export function parseGuestMessage(text: string): GuestMessage {
  const parsed = guestMessageSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new RunFailure(
    "ScriptError",
    `The script asked for something that cannot be read (${issue?.path.join(".") ?? ""}: ${issue?.message ?? "no JSON"}): has it changed built-ins such as JSON or Object.prototype?`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
