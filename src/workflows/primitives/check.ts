// The host's half of check() (K01): no agent slot, its verdict in the record.
import type { CheckTask } from "../../protocol/check.ts";
import { utf8Bytes, type Json } from "../../protocol/json.ts";
import { CHECK_TIMEOUT_MS_DEFAULT, CHECK_TIMEOUT_MS_MAX } from "../../protocol/limits.ts";
import { labelOf } from "../label.ts";
import type { GuestCall } from "../messages.ts";
import { CallStopped, type RunContext } from "../run-context.ts";
import { runInside } from "../window.ts";
import { toRejection } from "./activity-rejection.ts";

export async function runCheckCall(call: GuestCall<"check">, run: RunContext): Promise<Json> {
  const label = labelOf(call.label, call.command);
  const task = toTask(call, run.script.workspace);
  try {
    let since = 0;
    const outcome = await runInside(run.checks, utf8Bytes(JSON.stringify(task)), () => {
      if (run.isClosing()) throw new CallStopped();
      since = run.record.changes;
      return run.ports.check(task, label);
    });
    run.record.judge(call.command, label, { outcome, since });
    const word = outcome.ok ? "green" : `red (exit code ${outcome.exitCode ?? outcome.signal ?? "unknown"})`;
    run.record.log.write("log", `check ${label}: ${word}`, call.phase);
    return { ...outcome };
  } catch (thrown) {
    throw toRejection(thrown, { kind: "check", label, phase: call.phase }, run);
  }
}

function toTask(call: GuestCall<"check">, workspace: string): CheckTask {
  return {
    command: call.command,
    workspace,
    timeoutMs: Math.min(call.timeoutMs ?? CHECK_TIMEOUT_MS_DEFAULT, CHECK_TIMEOUT_MS_MAX),
    ...(call.cwd === undefined ? {} : { cwd: call.cwd }),
    ...(call.env === undefined ? {} : { env: call.env }),
  };
}
