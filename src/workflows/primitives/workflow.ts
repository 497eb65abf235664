// The host's half of workflow() (W07): finds and compiles the script; every reason not to is the caller's to catch.
import type { ScriptRef } from "../../protocol/run-input.ts";
import type { PreparedScript } from "../../protocol/script.ts";
import { utf8Bytes } from "../../protocol/json.ts";
import { toActivityError } from "../activity-error.ts";
import type { GuestCall } from "../messages.ts";
import { CallRejection, CallStopped, type RunContext } from "../run-context.ts";
import { argsToSend } from "../typed-args.ts";
import { runInside } from "../window.ts";

/** @param depth of the calling script: 0 for the run's own. */
export async function prepareNested(
  { ref, args }: Pick<GuestCall<"workflow">, "ref" | "args">,
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
    const sent = argsToSend(args);
    const task = { ref: toScriptRef(ref), workspace, engine, ...sent };
    const bytes = utf8Bytes(JSON.stringify(task)) + (sent.argsBytes ?? 0);
    const script = await runInside(run.lookups, bytes, () => {
      if (run.isClosing()) throw new CallStopped();
      return run.ports.prepareScript(task);
    });
    warnOfChange(task.ref, script, run);
    return script;
  } catch (thrown) {
    if (thrown instanceof RangeError) throw thrown;
    const error = toActivityError(thrown);
    if (thrown instanceof CallStopped || error.cancelled) throw new CallStopped();
    throw new CallRejection(error.type ?? "ScriptError", error.message);
  }
}

/** Whoever approved the run has seen figures of another text. */
function warnOfChange(ref: ScriptRef, { hash, meta }: PreparedScript, { script, record }: RunContext): void {
  const key = JSON.stringify(ref);
  const shown = script.nested?.find((one) => JSON.stringify(one.ref) === key);
  if (shown === undefined || ("script" in shown && shown.script.hash === hash)) return;
  const before = "script" in shown ? `its sha256 was ${shown.script.hash}` : shown.missing;
  record.log.write(
    "warn",
    `${meta.name} is called with another text than was looked at before the start: ${before}, now its sha256 is ${hash}`,
  );
}

function toScriptRef(ref: GuestCall<"workflow">["ref"]): ScriptRef {
  return "name" in ref ? { kind: "name", name: ref.name } : { kind: "path", path: ref.scriptPath };
}
