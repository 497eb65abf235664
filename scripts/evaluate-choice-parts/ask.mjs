// Asks the model for all tasks of the table, some at once, as the run asks it: the same question, the same schema.
import { runAgent } from "../../dist/agent/run-agent.js";
import { askForSystem } from "../../dist/planner/choice-question.js";

const AT_ONCE = 4;

/** One row a task, in the table's order; `answer` is `null` where there was none, and `error` says why. */
export async function askAll({ SENTENCES, WORKSPACES }, stage) {
  const rows = [];
  let next = 0;
  const lane = async () => {
    for (let index = next++; index < SENTENCES.length; index = next++) {
      const sentence = SENTENCES[index];
      const asked = { task: sentence.task, as: null, check: sentence.check ?? null };
      const facts = WORKSPACES[sentence.in];
      rows[index] = { sentence, asked, facts, ...(await ask(askForSystem(asked, facts), index + 1, stage)) };
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return rows;
}

/** The workspaces of the table are facts, not files: the model gets no tools to look for them. */
async function ask({ prompt, schema }, call, { ports, workspace }) {
  const task = { call, label: `task ${call}`, prompt, schema, workspace, tools: [] };
  try {
    const { result, costUsd } = await runAgent(task, ports);
    return { answer: result, error: null, costUsd };
  } catch (error) {
    return { answer: null, error: error.message, costUsd: error.detail?.costUsd ?? 0 };
  }
}
