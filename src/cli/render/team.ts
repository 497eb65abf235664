// Teams: a line each for those who watch, and the list with its mail for those who look.
import type { TeamBrief, TeamLetter, TeamMember, TeamTask, TeamView } from "../../protocol/team.ts";
import type { Colors } from "../io.ts";
import { visibleLine } from "../visible-text.ts";
import { plural } from "./quantities.ts";

const LETTERS_SHOWN = 10;

export function teamBriefLine(
  { team, status, tasks, completed, working, letters }: TeamBrief,
  colors: Colors,
): string {
  const facts = [
    `${completed} of ${plural(tasks, "task")} completed`,
    ...(working.length === 0 ? [] : [`at work: ${working.map((name) => visibleLine(name, 40)).join(", ")}`]),
    plural(letters, "message"),
  ];
  return `  ${colors.bold(`team ${team}`)} ${status === "running" ? "" : `${status}, `}${colors.dim(facts.join(", "))}`;
}

export function teamLines(view: TeamView, colors: Colors): string[] {
  const { team, status, reason, members, tasks, mail, letters } = view;
  const shown = mail.slice(-LETTERS_SHOWN);
  return [
    `${colors.bold(`Team ${team}`)} ${status}${reason === null ? "" : `: ${visibleLine(reason)}`}`,
    ...members.map((member) => memberLine(member, colors)),
    ...tasks.map((task) => taskLine(task, colors)),
    ...(letters > shown.length
      ? [colors.dim(`  … ${plural(letters - shown.length, "message")} before`)]
      : []),
    ...shown.map((letter) => letterLine(letter, colors)),
  ];
}

function memberLine({ name, role, state, call, lastWords }: TeamMember, colors: Colors): string {
  const number = call === null ? "" : ` #${call}`;
  const words = lastWords === null ? "" : ` ${colors.dim(visibleLine(lastWords, 80))}`;
  return `  ${visibleLine(name, 40)}${role === "lead" ? " (lead)" : ""} ${state}${colors.dim(number)}${words}`;
}

function taskLine({ id, subject, status, owner, blockedBy }: TeamTask, colors: Colors): string {
  const mark =
    status === "completed"
      ? colors.green("✓")
      : status === "in_progress"
        ? colors.cyan("▸")
        : colors.dim("·");
  const facts = [
    ...(owner === null ? [] : [visibleLine(owner, 40)]),
    ...(blockedBy.length === 0 || status === "completed"
      ? []
      : [`waits for ${blockedBy.map((other) => `#${other}`).join(", ")}`]),
  ];
  return `  ${mark} #${id} ${visibleLine(subject, 80)} ${colors.dim([status, ...facts].join(", "))}`;
}

function letterLine({ from, to, text }: TeamLetter, colors: Colors): string {
  return `  ${colors.dim(`${visibleLine(from, 40)} → ${visibleLine(to, 40)}:`)} ${visibleLine(text, 120)}`;
}
