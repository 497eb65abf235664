// Opponent number one: the same fan-out written by hand as a Temporal workflow, with the same window.
import { proxyActivities, workflowInfo } from "@temporalio/workflow";

const AT_ONCE = 16;

export async function handWritten({ agents, prompt }) {
  const { agent } = proxyActivities({
    taskQueue: `${workflowInfo().taskQueue}-agents`,
    startToCloseTimeout: "1 hour",
    heartbeatTimeout: "10 seconds",
    retry: { maximumAttempts: 10 },
  });
  const results = [];
  let next = 0;
  async function lane() {
    while (next < agents) {
      const index = next++;
      const task = {
        call: index + 1,
        label: `agent ${index}`,
        prompt: `${prompt} ${index}`,
        workspace: "/tmp",
      };
      results[index] = (await agent(task)).result;
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return results.length;
}

/** A bare workflow's first activity: what B6 is measured against. */
export async function bare({ prompt }) {
  const taskQueue = `${workflowInfo().taskQueue}-agents`;
  const { agent } = proxyActivities({ taskQueue, startToCloseTimeout: "1 hour" });
  return agent({ call: 1, label: "bare", prompt, workspace: "/tmp" });
}
