// check(command, options?): a command whose exit code is the truth (K01).
import type { Json } from "../../protocol/json.ts";
import { COMMAND_MAX_CHARS } from "../../protocol/limits.ts";
import type { Channel, Request } from "./channel.ts";
import { toMilliseconds } from "./durations.ts";
import { present, toObject, toOptions, toText } from "./options.ts";

export function makeCheck(channel: Channel, currentPhase: () => string | null) {
  return async function check(command: unknown, options?: unknown): Promise<Json> {
    if (typeof command !== "string" || command.trim() === "") {
      throw new TypeError(
        `check(command) takes a shell command, got ${typeof command === "string" ? "an empty text" : typeof command}`,
      );
    }
    if (command.length > COMMAND_MAX_CHARS) {
      throw new RangeError(
        `check(command) takes at most ${COMMAND_MAX_CHARS} characters, got ${command.length}; put the rest into a file`,
      );
    }
    const given = toOptions("check(command, options)", options);
    const timeout = given["timeoutMs"];
    return channel.ask({
      t: "check",
      command,
      phase: toText("check(): phase", given["phase"]) ?? currentPhase(),
      ...present({
        label: toText("check(): label", given["label"]),
        cwd: toText("check(): cwd", given["cwd"]),
        timeoutMs:
          timeout === undefined ? undefined : Math.max(1, toMilliseconds(timeout, "check(): timeoutMs")),
        env: toObject("check(): env", given["env"]),
      }),
    } as Request);
  };
}
