// What members of a team are told: at the beginning, when they are woken, and of the list and the mail.
import { cutText } from "../../protocol/json.ts";
import { TEAM_LAST_WORDS_CHARS, TEAM_TASK_TOLD_CHARS } from "../../protocol/limits.ts";
import type { TeamTask } from "../../protocol/team.ts";

export type Colleague = { readonly name: string; readonly about: string };

export function leadOpening(task: string, members: readonly Colleague[]): string {
  return [
    `You lead a team. Its task:\n\n${task}`,
    `The members: ${members.map(({ name, about }) => `${name}${about === "" ? "" : ` (${about})`}`).join("; ")}. Each works in a conversation of its own, on the same task list (TaskCreate, TaskList, TaskGet, TaskUpdate), and knows of the task what you were told, and what you write down. They work side by side: what two of them would change at once belongs into one task, or into two of which one waits for the other (blockedBy).`,
    "Divide the task into pieces that one member can do and check, and create a task for each, with everything that has to be known. Members are woken as soon as there is a task that they may begin; give a task an owner only where it matters who does it. SendMessage reaches one of them, or all.",
    "When nothing is left for you to do, end your turn with a short word: you are woken when somebody writes to you, when all tasks are completed, and when nothing moves any more. Look at the result yourself before you believe it. When everything is done and checked, your last message is the team's result. TeamEnd ends the team before that.",
  ].join("\n\n");
}

export type MemberOpening = {
  readonly name: string;
  readonly lead: string;
  /** The team's. */
  readonly task: string;
  readonly others: readonly Colleague[];
  /** The member's own instructions, if the call gave any. */
  readonly prompt: string | undefined;
};

export function memberOpening({ name, lead, task, others, prompt }: MemberOpening): string {
  const list = others.map((one) => `${one.name}${one.about === "" ? "" : ` (${one.about})`}`).join("; ");
  return [
    `You are ${name}, a member of a team that ${lead} leads.${list === "" ? "" : ` The others: ${list}.`}`,
    `What the team is to do:\n\n${cutText(task, TEAM_TASK_TOLD_CHARS)}`,
    ...(prompt === undefined ? [] : [prompt]),
    `The team shares a task list (TaskList, TaskGet, TaskUpdate). Claim a task before you work on it: TaskUpdate with status in_progress. Somebody may be quicker; then take another. A task that waits for others cannot be claimed. When one is done and you have seen that it is, set it to completed at once, others may wait for it; then look for the next that you can do. Leave to the others what is theirs.`,
    `SendMessage reaches ${lead} or another member, "*" all of them. Write when somebody must know something, or knows something that you must; messages to you come by themselves. When there is nothing that you can do, end your turn with one or two sentences on what you did: you are woken when there is something for you.`,
  ].join("\n\n");
}

/** A reason to wake somebody, with what waits for them. */
export function toWords(parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join("\n\n");
}

export function mailWords(letters: readonly { readonly from: string; readonly text: string }[]): string {
  return letters.map(({ from, text }) => `Message from ${from}:\n${text}`).join("\n\n");
}

export function claimableWords(tasks: readonly TeamTask[]): string {
  return tasks.length === 0 ? "" : `Tasks that you may begin:\n${taskLines(tasks)}`;
}

export function begunWords(tasks: readonly TeamTask[]): string {
  if (tasks.length === 0) return "";
  return `You ended your turn, and these are still yours and in progress:\n${taskLines(tasks)}\nGo on with what is not done; set to completed what is; set to pending, with an empty owner, what you leave to others. If you wait for somebody, end your turn again.`;
}

export function openWords(tasks: readonly TeamTask[]): string {
  return `Nothing moves any more: everybody has come to the end of their turn, and this is open:\n${taskLines(tasks)}\nNobody can claim it, or nobody wants to. Change what stands in its way, give it to somebody, do it yourself, delete it, or end the team (TeamEnd) and say what is left. If nothing changes, the team ends here.`;
}

export const ALL_DONE_WORDS =
  "No task is open any more. Check the result; create further tasks if something is missing. Else your next message is the team's result.";

export function newsWords(news: readonly string[]): string {
  return news.length === 0
    ? ""
    : `Since you ended your last turn:\n${news.map((line) => `- ${line}`).join("\n")}`;
}

export function lastWordsOf(text: string): string {
  return cutText(text.trim(), TEAM_LAST_WORDS_CHARS);
}

export function taskLines(tasks: readonly TeamTask[]): string {
  return tasks.map(taskLine).join("\n");
}

export function taskLine({ id, status, subject, owner, blockedBy }: TeamTask): string {
  const facts = [
    ...(owner === null ? [] : [`owner ${owner}`]),
    ...(blockedBy.length === 0 ? [] : [`waits for ${blockedBy.map((other) => `#${other}`).join(", ")}`]),
  ];
  return `#${id} [${status}] ${subject}${facts.length === 0 ? "" : ` (${facts.join("; ")})`}`;
}

export function taskWords(task: TeamTask): string {
  const blocks =
    task.blocks.length === 0 ? "" : `\nIt holds up ${task.blocks.map((id) => `#${id}`).join(", ")}.`;
  return `${taskLine(task)}\n${task.description}${blocks}`;
}
