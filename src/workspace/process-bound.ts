// What keeps a command from starting processes without end on this machine, for operators who ask.
import { COMMAND_LIMITS } from "./command-policy.ts";
import { makeControlGroup } from "./control-group.ts";
import { isPidBoundSet } from "./pid-bound-probe.ts";

/**
 * The kernel counts: the processes of the worker's user (who is not root), of a control group, or the ids of the
 * sandbox's namespace. `looking`: nothing but pawl's own looks, which a fast storm may outrun.
 */
export type ProcessBound = "user" | "control group" | "process ids" | "looking";

/** `program` is bubblewrap. */
export async function findProcessBound(program: string): Promise<ProcessBound> {
  if (process.getuid?.() !== 0) return "user";
  const group = makeControlGroup(COMMAND_LIMITS);
  await group?.remove();
  if (group?.countsProcesses === true) return "control group";
  return (await isPidBoundSet(program)) ? "process ids" : "looking";
}
