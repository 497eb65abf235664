// Several drafts from different starting points, a panel that scores each by one criterion, the best one improved by what
// the panel said. Better than one agent asked to "think hard" when there is more than one good way.
// Teaches: variety comes from the prompts; judges see the draft, not its author; a missing score is not a zero.
// Run it:   pawl run examples/08-judge-panel.js --args '{"task": "Name a command that shows what a run has cost"}'
// Portable: only what Claude Code's workflows know as well.
export const meta = {
  name: "judge-panel",
  description: "Drafts from several angles, scored by a panel; the winner is improved by the panel's remarks",
  phases: [{ title: "Draft" }, { title: "Judge" }, { title: "Improve" }],
};

const task = args?.task ?? "Write the first sentence of a README for a tool that runs plans of AI agents and survives any crash.";
const ANGLES = ["the plainest words", "what the reader fears to lose", "an image from everyday life"];
const CRITERIA = ["clarity", "truth", "memorability"];
const SCORE = {
  type: "object",
  required: ["score", "remark"],
  properties: { score: { type: "integer", minimum: 1, maximum: 10 }, remark: { type: "string", maxLength: 200 } },
};

phase("Draft");
const drafts = (
  await parallel(ANGLES.map((angle) => () => agent(`${task}\nStart from ${angle}. Answer with the text alone.`, { label: `draft: ${angle}` })))
).filter(Boolean);
if (drafts.length === 0) throw new Error("No draft came back; there is nothing to judge.");

const judged = await pipeline(drafts, async (draft, _item, index) => {
  const scores = await parallel(
    CRITERIA.map((criterion) => () =>
      agent(`The task was: ${task}\nJudge this draft by ${criterion} and nothing else:\n"""\n${draft}\n"""`, {
        label: `draft ${index + 1}: ${criterion}`,
        phase: "Judge",
        schema: SCORE,
      }),
    ),
  );
  const given = scores.filter(Boolean);
  const mean = given.reduce((sum, { score }) => sum + score, 0) / Math.max(1, given.length);
  return { draft, mean: Math.round(mean * 10) / 10, remarks: given.map(({ remark }) => remark) };
});

const ranking = judged.filter(Boolean).sort((a, b) => b.mean - a.mean);
const best = ranking[0];
log(`scores: ${ranking.map(({ mean }) => mean).join(", ")}`);

phase("Improve");
const improved = await agent(`${task}\nThe best draft so far:\n"""\n${best.draft}\n"""\nImprove it by these remarks, keep what is good, answer with the text alone:
${best.remarks.map((remark) => `- ${remark}`).join("\n")}`);
return { winner: improved ?? best.draft, ranking: ranking.map(({ draft, mean }) => ({ draft, mean })) };
