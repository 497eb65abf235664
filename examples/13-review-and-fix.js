// Finds bugs, has every finding attacked, fixes what survives, and lets nothing in that fails the tests.
//
// Teaches: a finding is a claim until somebody tried to refute it; one worktree per fix, so that fixes cannot disturb each
// other; a test that fails first, as the proof of the bug; `merge` with the suite as its judge: a fix that breaks something
// else stays outside, its branch is kept, and an agent gets another try from there.
//
// Run it:   cp -r examples/review-and-fix/project /tmp/till && cd /tmp/till && git init && git add --all && git commit -m "till"
//           pawl run examples/13-review-and-fix.js --workspace /tmp/till
//           (any git repository whose tests are green)
// args: {"scope": "lib", "suite": "node --test", "rounds": 3}
// pawl only: `check`, `merge`, `isolation`, `details`.
export const meta = {
  name: "review-and-fix",
  description: "Looks for bugs, refutes what can be refuted, fixes the rest in worktrees and merges what the tests approve",
  phases: [
    { title: "Find" },
    { title: "Refute", detail: "three verifiers per finding, each with another way to look; majority decides" },
    { title: "Fix", detail: "one agent in a worktree per finding: a test that fails, then the fix" },
    { title: "Merge", detail: "one after the other, each judged by the suite; what fails gets another try" },
  ],
};

const SUITE = args?.suite ?? "node --test";
const SCOPE = args?.scope ?? "the source files in the working directory";
const ROUNDS = args?.rounds ?? 3;

const FINDINGS = {
  type: "object",
  required: ["findings"],
  properties: {
    findings: {
      type: "array",
      maxItems: 8,
      items: {
        type: "object",
        required: ["file", "claim"],
        properties: { file: { type: "string" }, claim: { type: "string", description: "input, what happens, what should happen" } },
      },
    },
  },
};
const VOTE = {
  type: "object",
  required: ["real", "why"],
  properties: { real: { type: "boolean" }, why: { type: "string", maxLength: 400 } },
};
const WAYS = [
  "Trace the code by hand with the input that is named.",
  "Look for a guard elsewhere that makes this input impossible.",
  "Look at tests and documentation: perhaps it is meant to be so.",
];

const before = await check(SUITE, { label: "the suite before anything is touched" });
if (!before.ok) return { why: "the suite is not green to begin with", output: before.output };

phase("Find");
const found = await agent(`Look for bugs in ${SCOPE}. Report only what a user can run into, with the input that triggers it.`, {
  label: "find",
  schema: FINDINGS,
});
const findings = (found?.findings ?? []).map((finding, index) => ({ ...finding, number: index + 1 }));
log(`${findings.length} findings to refute`);

// No lane waits for another: a finding that survives is being fixed while others are still argued about.
const lanes = await pipeline(findings, refute, fix);
const refuted = findings.filter((_finding, index) => lanes[index] === null);

phase("Merge");
const { merged, open } = await mergeAll(lanes.filter(Boolean));
const after = await check(SUITE, { label: "the suite with every fix that went in" });

return {
  refuted: refuted.map(({ claim }) => claim),
  fixed: merged.map(({ finding }) => finding.claim),
  unfixed: open.map(({ finding, work, why }) => ({ claim: finding.claim, branch: work.branch ?? null, why })),
  tests: { before: before.tests?.passed ?? null, after: after.tests?.passed ?? null },
  green: after.ok,
};

/** `null` ends the lane of a finding that the majority could refute. Lost votes count as "not real". */
async function refute(finding) {
  const votes = await parallel(
    WAYS.map((way, index) => () =>
      agent(
        `Someone claims a bug in ${finding.file}: ${finding.claim}
Try to prove the claim wrong. ${way} Say that it is real only if you fail to.`,
        { label: `refute ${finding.number}.${index + 1} ${finding.file}`, phase: "Refute", schema: VOTE },
      ),
    ),
  );
  const yes = votes.filter((vote) => vote?.real).length;
  log(`finding ${finding.number}: real for ${yes} of ${WAYS.length}`);
  return yes * 2 > WAYS.length ? finding : null;
}

async function fix(finding) {
  const work = await inWorktree(
    `Fix a bug in ${finding.file}: ${finding.claim}
First write a test that fails because of it, in a new file test/finding-${finding.number}.test.js. Then change the code as little as possible.
Answer with one line: the cause.`,
    `fix ${finding.number} ${finding.file}`,
  );
  return { finding, work };
}

/** Merges what can be merged. What does not go in is mended from where it is, as long as there are rounds. */
async function mergeAll(fixes) {
  const merged = [];
  let open = fixes;
  for (let round = 1; open.length > 0; round += 1) {
    const rows = await merge(open.map(({ work }) => work), { check: SUITE, onConflict: "agent" });
    const judged = open.map((one, index) => ({ ...one, isIn: rows[index].status === "merged", why: reasonOf(rows[index]) }));
    merged.push(...judged.filter(({ isIn }) => isIn));
    open = judged.filter(({ isIn }) => !isIn);
    for (const { finding, why } of open) log(`finding ${finding.number} does not go in: ${why.split("\n")[0]}`);
    if (round === ROUNDS) break;
    open = await mendAll(open, round);
  }
  return { merged, open };
}

function reasonOf({ reason, check: verdict }) {
  return [reason, verdict?.ok === false ? verdict.output : ""].filter(Boolean).join("\n");
}

async function mendAll(rejected, round) {
  return parallel(
    rejected.map(({ finding, work, why }) => async () => {
      const next = await inWorktree(
        `Mend ${round}: the fix of a bug in ${finding.file} did not go in. The bug: ${finding.claim}
You work on the branch of that fix. This is why it was refused:
${why}
Keep its test. Change the fix so that the whole suite passes. Answer with one line: what was wrong with it.`,
        `mend ${finding.number} ${finding.file}`,
        work.commit,
      );
      return { finding, work: next.branch ? next : work, why };
    }),
  );
}

function inWorktree(prompt, label, base) {
  return agent(prompt, { label, phase: "Fix", isolation: "worktree", details: true, base });
}
