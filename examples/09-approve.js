// A person decides, and a "no" with a reason is worth another try.
// Teaches: `approve` holds no agent slot and survives every restart, for days if need be; no answer in time is a "no"; the note
// that comes with it goes back into the work.
// Run it:   pawl run examples/09-approve.js --args '{"about": "the move to ES modules"}'
// Answer:   pawl approve RUN     pawl reject RUN --note "shorter"     or with the plain Temporal program:
//           temporal workflow signal --workflow-id RUN --name reject --input '{"by": "Ada", "note": "shorter"}'
// pawl only: `approve`.
export const meta = {
  name: "announcement",
  description: "Writes an announcement and publishes it in a file once a person has approved it",
  phases: [{ title: "Draft" }, { title: "Publish" }],
};

const about = args?.about ?? "the newest release of the project in the working directory";
const TRIES = 3;
let draft = null;
let notes = "";

for (let round = 1; round <= TRIES; round += 1) {
  phase("Draft");
  draft = await agent(`Write an announcement of ${about}, at most 60 words. This is draft ${round}.${notes}`, { label: `draft ${round}` });
  if (!draft) return { published: false, why: "no draft" };

  const decision = await approve(`Publish this announcement? (draft ${round} of ${TRIES})`, { details: { draft }, timeout: "2d" });
  if (decision.approved) {
    phase("Publish");
    await agent(`Write this text to the file ANNOUNCEMENT.md, exactly as it is:\n${draft}`, { label: "publish" });
    return { published: true, by: decision.by, drafts: round };
  }
  if (decision.by === null) return { published: false, why: "nobody answered within two days" };
  notes += `\n${decision.by} refused draft ${round}: ${decision.note ?? "no reason given"}`;
  log(`draft ${round} refused by ${decision.by}`);
}

return { published: false, why: `refused ${TRIES} times`, last: draft };
