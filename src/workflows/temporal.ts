// The run's ports on Temporal: the one file of a run's logic that knows its API. Thin on purpose.
import {
  ActivityCancellationType,
  CancellationScope,
  condition,
  patched,
  proxyActivities,
  sleep,
  workflowInfo,
} from "@temporalio/workflow";
import type { ActivityOptions } from "@temporalio/common";
import type { AgentActivities, LightActivities } from "../protocol/activities.ts";
import { agentActivityId, type AgentTask } from "../protocol/agent.ts";
import {
  AGENT_ATTEMPTS_MAX,
  AGENT_ATTEMPT_MAX_MS,
  CHECK_TIMEOUT_MS_MAX,
  HEARTBEAT_TIMEOUT_MS,
  LIGHT_ACTIVITY_ATTEMPTS,
  LIGHT_ACTIVITY_TIMEOUT_MS,
  MERGE_BRANCH_MAX_MS,
  RETRY_FIRST_MS,
  RETRY_MAX_MS,
} from "../protocol/limits.ts";
import type { MergeTask } from "../protocol/merge.ts";
import { agentsQueue } from "../protocol/names.ts";
import { summaryOf } from "./label.ts";
import type { RunPorts, Timer } from "./ports.ts";

const light = proxyActivities<LightActivities>({
  startToCloseTimeout: LIGHT_ACTIVITY_TIMEOUT_MS,
  retry: {
    maximumAttempts: LIGHT_ACTIVITY_ATTEMPTS,
    initialInterval: RETRY_FIRST_MS,
    maximumInterval: RETRY_MAX_MS,
  },
});

export function temporalPorts(): RunPorts {
  const { taskQueue, runId } = workflowInfo();
  return {
    now: () => Date.now(),
    agent(task, stoppable) {
      const { agent } = proxyActivities<AgentActivities>(agentOptions(task, taskQueue, runId));
      const scope = new CancellationScope();
      stoppable(() => scope.cancel());
      return scope.run(() => agent(task));
    },
    check: (task, label) => proxyActivities<LightActivities>(checkOptions(label)).check(task),
    merge: (task, label) => proxyActivities<LightActivities>(mergeOptions(task, label)).merge(task),
    prepareScript: light.prepareScript,
    chooseSystem: light.chooseSystem,
    openPlan: light.openPlan,
    saveScript: light.saveScript,
    validateAnswer: light.validateAnswer,
    cancelRun: (stop) => CancellationScope.nonCancellable(() => light.cancelRun(stop)),
    timer: startTimer,
    until: (holds) => condition(holds),
    taskNumber: () => workflowInfo().historyLength,
    nextTask: () => sleep(1),
    patched,
    history: () => ({ events: workflowInfo().historyLength, bytes: workflowInfo().historySize }),
  };
}

function agentOptions(task: AgentTask, taskQueue: string, runId: string): ActivityOptions {
  return {
    taskQueue: agentsQueue(taskQueue),
    activityId: agentActivityId(task.call, task.leg),
    summary: summaryOf(task.label),
    startToCloseTimeout: AGENT_ATTEMPT_MAX_MS,
    heartbeatTimeout: HEARTBEAT_TIMEOUT_MS,
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    retry: {
      maximumAttempts: AGENT_ATTEMPTS_MAX,
      initialInterval: RETRY_FIRST_MS,
      maximumInterval: RETRY_MAX_MS,
    },
    priority: { fairnessKey: runId },
  };
}

function checkOptions(label: string): ActivityOptions {
  return {
    summary: summaryOf(label),
    startToCloseTimeout: CHECK_TIMEOUT_MS_MAX + LIGHT_ACTIVITY_TIMEOUT_MS,
    heartbeatTimeout: HEARTBEAT_TIMEOUT_MS,
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    retry: { maximumAttempts: LIGHT_ACTIVITY_ATTEMPTS, initialInterval: RETRY_FIRST_MS },
  };
}

/** A merge whose worker dies goes on where it was: it is tried again. */
function mergeOptions({ id, branches, check }: MergeTask, label: string): ActivityOptions {
  const each = MERGE_BRANCH_MAX_MS + (check?.timeoutMs ?? 0);
  return {
    activityId: `merge-${id}`,
    summary: summaryOf(label),
    startToCloseTimeout: branches.length * each + LIGHT_ACTIVITY_TIMEOUT_MS,
    heartbeatTimeout: HEARTBEAT_TIMEOUT_MS,
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    retry: { maximumAttempts: LIGHT_ACTIVITY_ATTEMPTS, initialInterval: RETRY_FIRST_MS },
  };
}

function startTimer(ms: number): Timer {
  const scope = new CancellationScope();
  return { fired: scope.run(() => sleep(ms)), cancel: () => scope.cancel() };
}
