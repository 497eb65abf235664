// A conflict given to an agent (K02): a worktree with both sides in it, and its branch merged in the place of the first.
import type { AgentTask } from "../../protocol/agent.ts";
import type { MergedBranch } from "../../protocol/merge.ts";
import type { AgentEnd } from "../agent-ears.ts";
import { startAgent } from "../agent-run.ts";
import { toTask } from "../agent-task.ts";
import { labelOf } from "../label.ts";
import type { GuestCall } from "../messages.ts";
import { CallStopped, type RunContext } from "../run-context.ts";
import { usedUp } from "../run-limits.ts";

/** `resolvedBy`: the agent that was given the conflict, and its branch if it made one. */
export type ResolvedBranch = MergedBranch & {
  readonly resolvedBy?: { readonly call: number; readonly branch: string | null };
};
type Conflict = Extract<MergedBranch, { status: "conflict" }>;
type Resolving = {
  readonly call: GuestCall<"merge">;
  readonly run: RunContext;
  readonly heard: { counted(): void; used(): void };
  merge(branch: string): Promise<readonly MergedBranch[]>;
};

/** The row of the branch as it is after that; its name stays the one that was to be merged. */
export async function resolveConflict(row: Conflict, resolving: Resolving): Promise<ResolvedBranch> {
  const { run, heard } = resolving;
  const limit = usedUp(run);
  if (limit !== null) return { ...row, reason: `${row.reason} No agent could be given it: ${limit}.` };
  const task = taskOf(row, resolving);
  heard.counted();
  const end = await new Promise<AgentEnd>((ended) => startAgent(task, run, { ended, ...heard }));
  if (end.status === "stopped") throw new CallStopped();
  const branch = end.status === "done" ? (end.outcome.published?.branch ?? null) : null;
  const resolvedBy = { call: task.call, branch };
  if (branch === null) {
    return {
      ...row,
      reason: `${row.reason} Agent ${task.call} did not resolve it: ${why(end)}.`,
      resolvedBy,
    };
  }
  const [merged] = await resolving.merge(branch);
  return merged === undefined ? { ...row, resolvedBy } : { ...merged, branch: row.branch, resolvedBy };
}

function why(end: Exclude<AgentEnd, { status: "stopped" }>): string {
  return end.status === "done" ? "it changed nothing" : `${end.kind}: ${end.message}`;
}

function taskOf(row: Conflict, { call, run }: Resolving): AgentTask {
  const label = labelOf(`resolve conflict: ${row.branch}`, "");
  const asked = { prompt: toPrompt(row, call.check), phase: call.phase, isolation: "worktree" } as const;
  const number = run.record.agents.ask(label, call.phase);
  return { ...toTask(number, label, asked, run), merging: row.branch };
}

const FILES_SHOWN = 200;

function toPrompt({ branch, files, reason, sides }: Conflict, check: string | undefined): string {
  const more = files.length - FILES_SHOWN;
  return [
    `The work on branch ${branch} is to go into a workspace that has changed since, and Git cannot merge the two by itself: ${reason}`,
    `Your working directory holds both: the workspace (ours${sides === undefined ? "" : `, commit ${sides.ours}`}) with the branch (theirs${sides === undefined ? "" : `, commit ${sides.theirs}`}) merged into it as far as Git can. Where they disagree, files hold conflict markers (<<<<<<<, =======, >>>>>>>), or a file is there that one side has deleted. The files in question:`,
    [
      ...files.slice(0, FILES_SHOWN).map((file) => `- ${file}`),
      ...(more > 0 ? [`- and ${more} more`] : []),
    ].join("\n"),
    "Resolve every conflict so that what each side was after is kept: read what is around it until you know what that was. Leave no marker behind, and change nothing that the merge does not need. Do not commit: what is in the directory when you end is the result.",
    ...(check === undefined
      ? []
      : [`Then this command must succeed, and you must have seen it do so: ${check}`]),
    "End with a few sentences: what disagreed, and how you decided.",
  ].join("\n\n");
}
