// Rows of the contract that this version does not keep yet. The list only ever gets shorter.

export const LATER_ROWS: Readonly<Record<string, string>> = {
  W06: "the budget is reserved, in dollars too, and may pause the run",
  R03: "resuming from an older run",
  R04: "finding calls by their content",
  R05: "worktrees of reused calls",
  R06: "the preview of a resume",
  R07: "refusals of a resume",
  R08: "pause, skip, retry and the like while it runs",
};
