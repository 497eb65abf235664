// A team as people see it: bounded, however long it works.
import { cutText } from "../../protocol/json.ts";
import {
  TEAM_LAST_WORDS_SHOWN_CHARS,
  TEAM_LETTER_SHOWN_CHARS,
  TEAM_LETTERS_SHOWN,
} from "../../protocol/limits.ts";
import type { TeamBrief, TeamView } from "../../protocol/team.ts";
import type { Member } from "./member.ts";
import type { TaskList } from "./task-list.ts";
import type { TeamMail } from "./team-mail.ts";

type Parts = { readonly members: readonly Member[]; readonly tasks: TaskList; readonly mail: TeamMail };

export function toTeamView(
  state: Pick<TeamView, "team" | "status" | "reason" | "wakes">,
  { members, tasks, mail }: Parts,
): TeamView {
  return {
    ...state,
    members: members.map(({ name, role, state: is, call, calls, lastWords }) => ({
      ...{ name, role, state: is, call, wakes: calls.length },
      lastWords: lastWords === null ? null : cutText(lastWords, TEAM_LAST_WORDS_SHOWN_CHARS),
    })),
    tasks: tasks.rows().map((task) => ({
      ...task,
      description: cutText(task.description, TEAM_LETTER_SHOWN_CHARS),
    })),
    mail: mail
      .all()
      .slice(-TEAM_LETTERS_SHOWN)
      .map((letter) => ({ ...letter, text: cutText(letter.text, TEAM_LETTER_SHOWN_CHARS) })),
    letters: mail.count,
  };
}

export function toTeamBrief({ team, status, tasks, members, letters }: TeamView): TeamBrief {
  return {
    ...{ team, status, letters },
    tasks: tasks.length,
    completed: tasks.filter((task) => task.status === "completed").length,
    working: members.filter(({ state }) => state === "working").map(({ name }) => name),
  };
}
