// The tools of a team's agents: a shared list of tasks, messages, the end. The run answers all of them.
import { z } from "zod";
import { TEAM_SUBJECT_MAX_CHARS, TEAM_TEXT_MAX_CHARS } from "../../protocol/limits.ts";
import { TASK_STATUSES } from "../../protocol/team.ts";
import { defineTool } from "./tool.ts";
import type { Tool } from "./tool.ts";

const subject = z.string().trim().min(1).max(TEAM_SUBJECT_MAX_CHARS);
const description = z.string().max(TEAM_TEXT_MAX_CHARS);
const taskId = z.string().describe("The number of the task, as TaskList shows it");

/** Only the input is looked at here. */
function answeredByTheRun(name: string, description: string, input: z.ZodType): Tool {
  const tool = defineTool({ name, description, input, readOnly: true, act: async () => "" });
  return { ...tool, yields: true };
}

export function makeTaskCreateTool(): Tool {
  return answeredByTheRun(
    "TaskCreate",
    "Puts a task on the team's list. It is pending, and whoever may begin it is told at once: name what it has to wait for right here.",
    z.object({
      subject: subject.describe("What is to be done, in a few words"),
      description: description.describe(
        "Everything that whoever does it must know: files, what counts as done",
      ),
      owner: z.string().optional().describe("Who is to do it; anybody if not given"),
      blockedBy: z.array(z.string()).optional().describe("Tasks that must be completed before"),
    }),
  );
}

export function makeTaskListTool(): Tool {
  return answeredByTheRun(
    "TaskList",
    "Shows the team's tasks: number, status, subject, owner, and what each waits for.",
    z.object({}),
  );
}

export function makeTaskGetTool(): Tool {
  return answeredByTheRun("TaskGet", "Shows one task with its description.", z.object({ taskId }));
}

export function makeTaskUpdateTool(): Tool {
  return answeredByTheRun(
    "TaskUpdate",
    "Changes a task. Status in_progress claims it: one that is pending, that waits for nothing, and that nobody else has. If somebody was quicker, the answer says who. Set it to completed only when it is done whole.",
    z.object({
      taskId,
      status: z.enum(TASK_STATUSES).optional().describe("deleted takes it off the list"),
      subject: subject.optional().describe("Another subject"),
      description: description.optional().describe("Another description"),
      owner: z.string().optional().describe("Who is to do it; empty: anybody"),
      addBlockedBy: z
        .array(z.string())
        .optional()
        .describe("Further tasks that must be completed before this one"),
      addBlocks: z.array(z.string()).optional().describe("Further tasks that have to wait for this one"),
    }),
  );
}

export function makeSendMessageTool(): Tool {
  return answeredByTheRun(
    "SendMessage",
    "Writes to a member of the team. It reaches them before their next turn, and wakes them if they have none. Answers come to you the same way; do not wait for them in a loop.",
    z.object({
      to: z.string().trim().min(1).describe('A name, or "*" for all the others'),
      message: z.string().trim().min(1).max(TEAM_TEXT_MAX_CHARS).describe("What they are to know"),
      summary: z.string().optional().describe("The same in a few words"),
    }),
  );
}

export function makeTeamEndTool(): Tool {
  return answeredByTheRun(
    "TeamEnd",
    "Ends the team: members at work are stopped, and your next message is its result. Refused while something is open, unless abandon is set. To wait for the others end your turn instead.",
    z.object({
      abandon: z.boolean().default(false).describe("End it though tasks are open or members at work"),
    }),
  );
}
