// Rows of the contract that this version does not keep yet. The list only ever gets shorter.

export const LATER_ROWS: Readonly<Record<string, string>> = {
  A08: "worktrees for agents",
  A09: "worktrees for agents",
  A11: "the envelope of details: true",
  A12: "tools, timeoutMs, maxTurns, maxTokens, cwd of one agent",
  A16: "another worker continues an agent from its last turn",
  W06: "the budget is reserved, in dollars too, and may pause the run",
  G07: "launch approval with an estimate",
  K02: "merge()",
  K03: "the verdict in the result, and whether it is stale",
  R03: "resuming from an older run",
  R04: "finding calls by their content",
  R05: "worktrees of reused calls",
  R06: "the preview of a resume",
  R07: "refusals of a resume",
  R08: "pause, skip, retry and the like while it runs",
};
