// The `agent` activity: one attempt of one agent, with its pulse, and its errors made Temporal's.
import { ApplicationFailure, CancelledFailure, Context } from "@temporalio/activity";
import { askForMail } from "./ask-for-mail.ts";
import type { AgentActivities } from "../protocol/activities.ts";
import type { AgentFigures, AgentHeartbeat } from "../protocol/agent.ts";
import { HEARTBEAT_EVERY_MS } from "../protocol/limits.ts";
import { NO_USAGE } from "../protocol/usage.ts";
import type { AgentType } from "../agent/agent-type.ts";
import { isAgentError } from "../agent/agent-error.ts";
import type { ModelConfig } from "../agent/model-client.ts";
import type { ModelTable } from "../agent/model-table.ts";
import { makeModelTraffic } from "../agent/model-traffic.ts";
import { runAgent } from "../agent/run-agent.ts";
import type { Redactor } from "../agent/redact/redactor.ts";
import { makeFileStore } from "../agent/transcript/file-store.ts";
import { isSuperseded } from "../agent/transcript/transcript-error.ts";

export type AgentActivityOptions = {
  readonly model: ModelConfig;
  /** What the worker knows of models and prices. */
  readonly models: ModelTable;
  /** Alias or full id. */
  readonly defaultModel: string;
  /** PAWL_HOME: transcripts and worktrees go under it. */
  readonly home: string;
  /** The user's home, for agent types. */
  readonly userHome: string;
  /** Agent types that are the worker's own. */
  readonly ownTypes?: readonly AgentType[];
  /** Stands before model, transcript and heartbeat. */
  readonly redactor: Redactor;
};

export function makeAgentActivity(options: AgentActivityOptions): AgentActivities["agent"] {
  const traffic = makeModelTraffic();
  return async function agent(task) {
    const context = Context.current();
    const pulse = startPulse(context);
    let used: AgentFigures | null = null;
    try {
      return await runAgent(task, {
        model: options.model,
        traffic,
        defaultModel: options.defaultModel,
        models: options.models,
        prices: options.models.prices,
        home: options.userHome,
        ...(options.ownTypes === undefined ? {} : { ownTypes: options.ownTypes }),
        pawlHome: options.home,
        store: makeFileStore(options.home),
        redactor: options.redactor,
        run: runOf(context),
        signal: context.cancellationSignal,
        onStopped: (figures) => {
          used = figures;
        },
        askForMail,
        progress: (heartbeat) => pulse.set(options.redactor.json(heartbeat)),
        attempt: context.info.attempt,
      });
    } catch (error) {
      throw toTemporalFailure(error, context, used);
    } finally {
      pulse.stop();
    }
  };
}

type Pulse = {
  readonly set: (heartbeat: AgentHeartbeat) => void;
  readonly stop: () => void;
};

/**
 * Heartbeats at once and every second. Every one carries details: one without would wipe out what is shown of the
 * attempts before, until the transcript is read.
 */
function startPulse(context: Context): Pulse {
  const previous = context.info.heartbeatDetails as AgentHeartbeat | undefined;
  let latest: AgentHeartbeat = {
    turn: previous?.turn ?? 0,
    tool: null,
    usage: previous?.usage ?? NO_USAGE,
    costUsd: previous?.costUsd ?? 0,
    lastActivityAt: Date.now(),
  };
  const beat = (): void => context.heartbeat(latest);
  beat();
  const timer = setInterval(beat, HEARTBEAT_EVERY_MS);
  return {
    set: (heartbeat) => {
      latest = heartbeat;
    },
    stop: () => {
      clearInterval(timer);
      beat();
    },
  };
}

function runOf({ info }: Context): { readonly workflowId: string; readonly runId: string } {
  return info.workflowExecution ?? { workflowId: "none", runId: info.activityId };
}

/** A stop stays a `CancelledFailure`, with what the agent had used; all else gets its type, and when to try again, from the agent's error. */
function toTemporalFailure(
  error: unknown,
  { cancellationSignal, cancellationDetails }: Context,
  used: AgentFigures | null,
): unknown {
  // Nobody waits for this attempt any more, and if somebody did, the agent would be at work elsewhere.
  if (isSuperseded(error)) return ApplicationFailure.retryable(error.message, "WorkerLost");
  if (cancellationSignal.aborted) {
    // A worker going down is no stop of the run: another one takes the agent up.
    return cancellationDetails?.workerShutdown
      ? ApplicationFailure.retryable("The worker was shut down while the agent was at work.", "WorkerLost")
      : new CancelledFailure("The agent was stopped.", used === null ? [] : [used]);
  }
  if (!isAgentError(error)) return error;
  return ApplicationFailure.create({
    message: error.message,
    type: error.type,
    nonRetryable: !error.retryable,
    details: [error.detail],
    ...(error.retryAfterMs === undefined ? {} : { nextRetryDelay: error.retryAfterMs }),
  });
}
