// A task whose system is a workflow: what the planner is told, who writes the script.
import type { SystemStart } from "../../protocol/choice.ts";
import type { DoSettings } from "../../protocol/do-input.ts";
import type { PlanSettings } from "../../protocol/plan-input.ts";

export function toPlan(
  { asked, approval, approvedBy, settingsFor }: DoSettings,
  { args }: SystemStart,
): PlanSettings {
  const { check } = args;
  const held = typeof check === "string" ? `\n\nA command that says whether it works: ${check}` : "";
  const task = `${asked.task}${held}`;
  return { task, from: null, approval, approvedBy, mayBeOther: true, settingsFor };
}
