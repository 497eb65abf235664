// The host's half of workflow() (W07): finds and compiles the script; every reason not to is the caller's to catch.
import type { ScriptRef } from "../../protocol/run-input.ts";
import type { PreparedScript } from "../../protocol/script.ts";
import { toActivityError } from "../activity-error.ts";
import type { GuestCall } from "../messages.ts";
import { CallRejection, CallStopped, type RunContext } from "../run-context.ts";

/** @param depth of the calling script: 0 for the run's own. */
export async function prepareNested(
  ref: GuestCall<"workflow">["ref"],
  depth: number,
  run: RunContext,
): Promise<PreparedScript> {
  const { maxDepth } = run.settings;
  if (depth >= maxDepth) {
    throw new CallRejection(
      "DepthLimit",
      `workflow() may nest ${maxDepth} deep (limits.depth). Start the run with a higher limits.depth, or call from the run's own script.`,
    );
  }
  const { workspace, engine } = run.script;
  try {
    return await run.ports.prepareScript({ ref: toScriptRef(ref), workspace, engine });
  } catch (thrown) {
    const error = toActivityError(thrown);
    if (error.cancelled) throw new CallStopped();
    throw new CallRejection(error.type ?? "ScriptError", error.message);
  }
}

function toScriptRef(ref: GuestCall<"workflow">["ref"]): ScriptRef {
  return "name" in ref ? { kind: "name", name: ref.name } : { kind: "path", path: ref.scriptPath };
}
