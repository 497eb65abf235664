// What team() resolves to: never null, however it ended.
import type { Json } from "../../protocol/json.ts";
import type { TeamView } from "../../protocol/team.ts";
import type { Member } from "./member.ts";

export function teamResult(
  { status, reason, tasks, letters, wakes }: TeamView,
  members: readonly Member[],
): Json {
  return {
    status,
    ...(reason === null ? {} : { reason }),
    result: members.find(({ isLead }) => isLead)?.lastMessage ?? null,
    tasks: tasks.map(({ id, subject, status: state, owner }) => ({ id, subject, status: state, owner })),
    members: members.map(({ name, role, state, calls, lastWords, branch }) => ({
      ...{ name, role, state, calls: [...calls], lastWords },
      ...(branch === null ? {} : { branch }),
    })),
    letters,
    wakes,
  };
}
