// Args on their way to `prepareScript`, which holds them against the script's `argsSchema` if it has one.
import type { PrepareScriptTask } from "../protocol/activities.ts";
import { utf8Bytes, type Json } from "../protocol/json.ts";
import { TYPED_ARGS_MAX_BYTES } from "../protocol/limits.ts";

/** Large ones stay behind: most scripts have no schema, and an activity's input must not outgrow a payload. */
export function argsToSend(args: Json | undefined): Pick<PrepareScriptTask, "args" | "argsBytes"> {
  if (args === undefined) return {};
  const argsBytes = utf8Bytes(JSON.stringify(args));
  return argsBytes > TYPED_ARGS_MAX_BYTES ? { argsBytes } : { args };
}
