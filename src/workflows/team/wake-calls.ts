// Who of a team's idle members is to be woken, and for what: mail, tasks given to them, tasks they left in the middle, and
// tasks that nobody has. What a member does not take it is not woken for again.
import type { TeamTask } from "../../protocol/team.ts";
import type { Member } from "./member.ts";
import type { TaskList } from "./task-list.ts";
import type { TeamMail } from "./team-mail.ts";
import { begunWords, claimableWords, toWords } from "./team-words.ts";

export type Floor = {
  readonly members: readonly Member[];
  readonly tasks: TaskList;
  readonly mail: TeamMail;
};

/** `words` beside the mail. */
export type WakeCall = { readonly member: Member; readonly words: string };

/** The first of those that are due; `null` when nobody is. Asked again when that one has been woken. */
export function nextWakeCall(floor: Floor): WakeCall | null {
  const idle = floor.members.filter(({ state }) => state === "idle");
  for (const member of idle) {
    const call = ownCall(member, floor);
    if (call !== null) return call;
  }
  return uncovered(floor) > 0 ? offerCall(idle, floor) : null;
}

function ownCall(member: Member, { tasks, mail }: Floor): WakeCall | null {
  const begun = tasks.begunBy(member.name).filter((task) => !member.reminded.has(tasks.offerOf(task)));
  const given = offerable(member, tasks).filter(({ owner }) => owner === member.name);
  if (!mail.waits(member.name) && given.length + begun.length === 0) return null;
  for (const task of begun) member.reminded.add(tasks.offerOf(task));
  return { member, words: toWords([begunWords(begun), offer(member, tasks)]) };
}

/** Free tasks beyond those that somebody who is at work was just woken for: no more are woken than can get one. */
function uncovered({ members, tasks }: Floor): number {
  const free = tasks.claimable("").filter(({ owner }) => owner === null);
  const isLooking = ({ state, name, offered }: Member): boolean =>
    state === "working" &&
    tasks.begunBy(name).length === 0 &&
    free.some((task) => offered.has(tasks.offerOf(task)));
  return free.length - members.filter(isLooking).length;
}

function offerCall(idle: readonly Member[], { tasks }: Floor): WakeCall | null {
  const member = idle.find((one) => !one.isLead && offerable(one, tasks).length > 0);
  return member === undefined ? null : { member, words: offer(member, tasks) };
}

/** The lead is told of tasks only that are its own. */
function offerable(member: Member, tasks: TaskList): TeamTask[] {
  return tasks
    .claimable(member.name)
    .filter(({ owner }) => !member.isLead || owner === member.name)
    .filter((task) => !member.offered.has(tasks.offerOf(task)));
}

function offer(member: Member, tasks: TaskList): string {
  const offered = offerable(member, tasks);
  for (const task of offered) member.offered.add(tasks.offerOf(task));
  return claimableWords(offered);
}
