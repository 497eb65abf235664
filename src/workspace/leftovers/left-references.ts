// References of pawl in a repository: work that agents had saved and not published, and the branches they published.
import { outputInRepository, type Repository } from "../worktree/repository.ts";
import { HIDDEN_REFS } from "../worktree/worktree-names.ts";
import type { Knowledge, Leftover } from "./leftover.ts";

/** Prints of each hidden reference its name, its commit and, if there is one, a branch that the commit is in. */
const HIDDEN = `
git for-each-ref --format='%(refname) %(objectname)' "$1" | while read -r ref commit; do
  holder=$(git for-each-ref --count=1 --format='%(refname)' --contains "$commit" refs/heads refs/remotes refs/tags)
  printf '%s %s %s\\n' "$ref" "$commit" "$holder"
done
`;

/** References of one agent: `refs/pawl/WORKFLOW/RUN/CALL/` and then `base` or `attempt-N`. */
const REF = /^refs\/pawl\/([^/]+)\/([^/]+)\/(\d+)\/(base|attempt-\d+)$/;

export type HiddenRef = {
  readonly ref: string;
  readonly commit: string;
  /** A branch, a tag or what the user had before keeps the commit. */
  readonly isHeld: boolean;
  readonly workflow: string;
  readonly runId: string;
  readonly call: number;
  readonly isBase: boolean;
};

export async function listHiddenRefs(repository: Repository): Promise<readonly HiddenRef[]> {
  const printed = await outputInRepository(repository, { script: HIDDEN, args: [HIDDEN_REFS] });
  return printed.split("\n").flatMap(parseHiddenRef);
}

/** Not those of agents whose worktree is still there: they are needed to save what is in it. */
export function judgeHiddenRefs(
  repository: Repository,
  refs: readonly HiddenRef[],
  knowledge: Knowledge,
  hasWorktree: (runId: string, call: number) => boolean,
): Leftover[] {
  const needed = new Set(refs.filter((ref) => !ref.isHeld).map(agentOf));
  const isLeft = ({ runId, call }: HiddenRef): boolean =>
    knowledge.stateOf(runId) !== "open" && !hasWorktree(runId, call);
  return refs.filter(isLeft).flatMap((one): Leftover[] => {
    const { ref, commit, workflow, call, runId } = one;
    const about = { kind: "reference" as const, name: ref, commit, workspace: repository.top, runId };
    const whose = `agent ${call} of ${workflow}`;
    if (knowledge.stateOf(runId) === "unknown") {
      const keep = one.isBase ? "" : `git branch NAME ${commit} keeps what was saved, `;
      const why = `${whose}: nobody here knows whether its run goes on; if not, ${keep}git update-ref -d ${ref} drops it`;
      return [{ ...about, isNobodys: false, why }];
    }
    if (!one.isHeld) {
      const advice = `git branch NAME ${commit} keeps it, git update-ref -d ${ref} drops it`;
      return [{ ...about, isNobodys: false, why: `${whose}: work that was never published; ${advice}` }];
    }
    if (one.isBase && needed.has(agentOf(one))) return [];
    return [{ ...about, isNobodys: true, why: `${whose}: the run has ended, and nothing hangs on it` }];
  });
}

function agentOf({ runId, call }: HiddenRef): string {
  return `${runId} ${call}`;
}

function parseHiddenRef(line: string): HiddenRef[] {
  const [ref = "", commit = "", holder = ""] = line.split(" ");
  const [, workflow = "", runId = "", call = "", last = ""] = REF.exec(ref) ?? [];
  if (workflow === "") return [];
  // A base is a commit of the user's; nothing of the agent's hangs on it.
  const isBase = last === "base";
  return [{ ref, commit, isHeld: isBase || holder !== "", workflow, runId, call: Number(call), isBase }];
}

/**
 * Prints of each branch its name, whether it is checked out, whether something that is no agent's branch has it, and the
 * last line of its commit's message, which tells its run.
 */
const BRANCHES = `
git for-each-ref --format='%(refname) %(objectname) %(if)%(worktreepath)%(then)used%(else)free%(end)' refs/heads/pawl |
while read -r ref commit use; do
  holder=$(git for-each-ref --format='%(refname)' --contains "$commit" refs/heads refs/remotes refs/tags | grep -v '^refs/heads/pawl/' | head -n 1)
  git merge-base --is-ancestor "$commit" HEAD 2>/dev/null && holder=HEAD
  printf '%s %s %s %s %s\\n' "$ref" "$commit" "$use" "\${holder:--}" "$(git log -1 --format=%B "$commit" | sed '/^$/d' | tail -n 1)"
done
`;

/** The end of an agent's commit message. */
const SIGNATURE = /^Agent (\d+) of run (".*") \((\S+)\)\.$/;

export type AgentBranch = {
  readonly name: string;
  readonly commit: string;
  readonly isMerged: boolean;
  readonly call: number;
  /** As it stands in the commit: quoted. */
  readonly workflow: string;
  readonly runId: string;
};

/** Branches that agents published and nobody has checked out. */
export async function listBranches(repository: Repository): Promise<readonly AgentBranch[]> {
  const printed = await outputInRepository(repository, { script: BRANCHES, args: [] });
  return printed.split("\n").flatMap((line): AgentBranch[] => {
    const [ref = "", commit = "", use = "", holder = "", ...words] = line.split(" ");
    const [, call, workflow, runId] = SIGNATURE.exec(words.join(" ")) ?? [];
    if (workflow === undefined || runId === undefined || use === "used") return [];
    const name = ref.replace(/^refs\/heads\//, "");
    return [{ name, commit, isMerged: holder !== "-", call: Number(call), workflow, runId }];
  });
}

export function judgeBranches(
  repository: Repository,
  branches: readonly AgentBranch[],
  knowledge: Knowledge,
): Leftover[] {
  return branches.flatMap(({ name, commit, isMerged, call, workflow, runId }): Leftover[] => {
    const state = knowledge.stateOf(runId);
    if (state === "open") return [];
    const about = { kind: "branch" as const, name, commit, workspace: repository.top, runId };
    const whose = `agent ${call} of ${workflow}`;
    if (!isMerged) {
      const advice = `git merge ${name} brings it in, git branch -D ${name} drops it`;
      return [{ ...about, isNobodys: false, why: `${whose}: not merged; ${advice}` }];
    }
    const isNobodys = state === "ended";
    return [
      { ...about, isNobodys, why: `${whose}: merged${isNobodys ? "" : "; its run is not known here"}` },
    ];
  });
}
