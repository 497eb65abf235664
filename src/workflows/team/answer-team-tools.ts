// The tools of a team's agents, as the run answers them: changes of the list and mail, decided one after the other.
import { z } from "zod";
import type { YieldedCall } from "../../protocol/agent.ts";
import { TASK_STATUSES, TEAM_TOOLS, type TeamTask, type TeamTool } from "../../protocol/team.ts";
import type { AnswerTable } from "../answer-table.ts";
import type { Told } from "../asking.ts";
import type { Actor, TaskList } from "./task-list.ts";
import { taskLine, taskLines, taskWords } from "./team-words.ts";

/** What the tools act on, on behalf of one agent of the team. */
export type TeamDesk = {
  readonly actor: Actor;
  readonly tasks: TaskList;
  /** To one, or to all. Throws when that cannot be. Says how the message comes to them. */
  send(to: string, text: string): string;
  /** The lead's alone. Throws when something is open and is not to be abandoned. */
  end(abandon: boolean): string;
  /** The agent has completed a task. */
  completed(task: TeamTask): void;
  /** Something may have changed. */
  changed(): void;
};

/** Models write `3`, `"3"` and `"#3"`. */
const taskId = z.union([z.string(), z.number()]).transform((id) => String(id).trim().replace(/^#/, ""));
const ids = z.array(taskId).optional();
const text = z.string();

const INPUTS = {
  TaskCreate: z.object({
    subject: text.min(1),
    description: text.default(""),
    owner: text.optional(),
    blockedBy: ids,
  }),
  TaskList: z.object({}),
  TaskGet: z.object({ taskId }),
  TaskUpdate: z.object({
    taskId,
    status: z.enum(TASK_STATUSES).optional(),
    subject: text.min(1).optional(),
    description: text.optional(),
    owner: text.optional(),
    addBlockedBy: ids,
    addBlocks: ids,
  }),
  SendMessage: z.object({ to: text.min(1), message: text.min(1) }),
  TeamEnd: z.object({ abandon: z.boolean().default(false) }),
} as const;

type Inputs = { readonly [Tool in TeamTool]: z.output<(typeof INPUTS)[Tool]> };
type Acts = { readonly [Tool in TeamTool]: (input: Inputs[Tool], desk: TeamDesk) => string };

const ACTS: Acts = {
  TaskCreate: (task, { tasks, actor }) => `Created ${taskLine(tasks.create(task, actor))}`,
  TaskList: (_input, { tasks }) => taskLines(tasks.rows()) || "The list is empty.",
  TaskGet: ({ taskId: id }, { tasks }) => taskWords(tasks.get(id)),
  TaskUpdate({ taskId: id, ...change }, { tasks, actor, completed }) {
    const before = tasks.get(id);
    const task = tasks.update(id, change, actor);
    if (task.status === "completed" && before.status !== "completed") completed(task);
    return taskLine(task);
  },
  SendMessage: ({ to, message }, desk) => desk.send(to, message),
  TeamEnd: ({ abandon }, desk) => desk.end(abandon),
};

/** What one agent of the team has besides the tools that every run answers. */
export function teamAnswers(desk: TeamDesk): AnswerTable {
  return Object.fromEntries(
    TEAM_TOOLS.map((tool) => [tool, async (call: YieldedCall) => act(tool, call, desk)]),
  );
}

function act<Tool extends TeamTool>(tool: Tool, call: YieldedCall, desk: TeamDesk): Told {
  const input = INPUTS[tool].safeParse(call.input);
  if (!input.success) {
    const [issue] = input.error.issues;
    return {
      content: `Nothing was done: ${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}`,
      isError: true,
    };
  }
  try {
    const content = ACTS[tool](input.data as Inputs[Tool], desk);
    desk.changed();
    return { content, isError: false };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { content: `Nothing was done: ${why}`, isError: true };
  }
}
