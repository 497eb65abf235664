// How an attempt that did not come to its end is written down, and what is thrown for it.
import type { AgentFigures } from "../protocol/agent.ts";
import { AgentError, isAgentError } from "./agent-error.ts";
import type { AgentPorts } from "./agent-ports.ts";
import type { Transcript } from "./transcript/store.ts";
import { isSuperseded } from "./transcript/transcript-error.ts";

export type FailedAttempt = {
  readonly transcript: Transcript;
  readonly ports: Pick<AgentPorts, "signal" | "onStopped">;
  readonly figures: AgentFigures;
};

/** What to throw: the stop's reason, `Superseded`, or the failure with its figures. */
export async function recordFailure(error: unknown, attempt: FailedAttempt): Promise<unknown> {
  const { transcript, figures } = attempt;
  const { signal, onStopped } = attempt.ports;
  // Whatever happens to this attempt is no longer the agent's.
  if (isSuperseded(error)) return error;
  const failure = toAgentError(error);
  const { type, message, retryable, text } = failure;
  const event = signal.aborted
    ? { type: "Stopped", message: "stopped from outside" }
    : {
        type,
        message,
        ...(retryable ? {} : { final: true as const }),
        ...(text === undefined ? {} : { text }),
      };
  // A transcript that cannot be written must not hide why the agent failed.
  const unwritten = await transcript.append({ kind: "failed", ...event }).catch((reason: unknown) => reason);
  if (isSuperseded(unwritten)) return unwritten;
  if (signal.aborted) {
    onStopped?.(figures);
    return signal.reason;
  }
  return failure.with({ detail: { ...figures, ...(text === undefined ? {} : { text }) } });
}

/** Trouble with the machine that stays until a person does something about it. */
const LASTING = new Set(["EACCES", "EPERM", "EROFS", "ENOTDIR", "EISDIR", "ELOOP", "ENAMETOOLONG"]);

/** Errors of the workspace: for commands the second is a result, so here it is Git that cannot run. */
const NO_WORKTREE = new Set(["WorkspaceRefused", "SandboxMissing"]);

export function toAgentError(error: unknown): AgentError {
  if (isAgentError(error)) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof Error && NO_WORKTREE.has(error.name))
    return new AgentError("WorkspaceRefused", message, { cause: error });
  // No space, too many open files: that may pass. A bug would only be paid for again.
  const { syscall, code = "" } = error instanceof Error ? (error as NodeJS.ErrnoException) : {};
  const mayPass = typeof syscall === "string" && !LASTING.has(code);
  return new AgentError("AgentFailed", message, { retryable: mayPass, cause: error });
}
