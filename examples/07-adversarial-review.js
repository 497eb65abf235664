// Finds bugs, then tries to prove each finding wrong: several verifiers that know nothing of each other, majority decides.
// Teaches: independent contexts (a verifier sees the claim, not the argument for it); votes as data; counting lost votes as "no".
// Run it:   pawl run examples/07-adversarial-review.js --workspace path/to/a/project --args '{"scope": "lib/csv.js"}'
// Portable: only what Claude Code's workflows know as well.
export const meta = {
  name: "adversarial-review",
  description: "Looks for bugs and keeps only those that a majority of independent verifiers could not refute",
  phases: [{ title: "Find" }, { title: "Refute", detail: "three verifiers per finding, each with another way to look" }],
};

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

const scope = args?.scope ?? "the source files in the working directory";

phase("Find");
const found = await agent(`Look for bugs in ${scope}. Report only what a user can run into, with the input that triggers it.`, {
  label: "find",
  schema: FINDINGS,
});
const findings = found?.findings ?? [];
log(`${findings.length} findings to refute`);

phase("Refute");
const judged = await pipeline(findings, async (finding, _item, index) => {
  const votes = await parallel(
    WAYS.map((way, number) => () =>
      agent(
        `Someone claims a bug in ${finding.file}: ${finding.claim}
Try to prove the claim wrong. ${way} Say that it is real only if you fail to.`,
        { label: `refute ${index + 1}.${number + 1} ${finding.file}`, schema: VOTE },
      ),
    ),
  );
  const yes = votes.filter((vote) => vote?.real).length;
  return { ...finding, votes: `${yes} of ${WAYS.length}`, real: yes * 2 > WAYS.length };
});

return {
  confirmed: judged.filter((finding) => finding?.real),
  refuted: judged.filter((finding) => finding && !finding.real),
};
