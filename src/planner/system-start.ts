// A decision as a start: the saved script that is the system, and what it is told.
import type { AskedTask, Decision, SystemStart } from "../protocol/choice.ts";

export function startOf(
  { system, oracle }: Pick<Decision, "system" | "oracle">,
  asked: AskedTask,
): SystemStart {
  const { task } = asked;
  const check = oracle === null ? {} : { check: oracle };
  switch (system) {
    case "goal":
      return { name: system, args: { goal: task, ...check } };
    case "single":
    case "subagents":
    case "team":
    case "workflow":
      return { name: system, args: { task, ...check } };
  }
}
