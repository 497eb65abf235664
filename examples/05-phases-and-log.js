// Release notes from the last commits, with a plan that people can follow while it runs.
// Teaches: phases declared in `meta` show from the start; `phase()` sets the group of later calls, the option `phase` that of
// one call (inside lanes, where "later" has no meaning); `log` is the narrator.
// Run it:   pawl run examples/05-phases-and-log.js --workspace path/to/a/repository --args '{"commits": 20}'
// Portable: only what Claude Code's workflows know as well.
export const meta = {
  name: "release-notes",
  description: "Reads the last commits, explains the ones users feel, and writes release notes",
  phases: [
    { title: "Collect", detail: "the commits since the last release" },
    { title: "Explain", detail: "one agent per commit that users feel" },
    { title: "Write" },
  ],
};

const COMMITS = {
  type: "object",
  required: ["commits"],
  properties: {
    commits: {
      type: "array",
      items: {
        type: "object",
        required: ["hash", "subject", "felt"],
        properties: {
          hash: { type: "string" },
          subject: { type: "string" },
          felt: { type: "boolean", description: "whether a user of the project notices it" },
        },
      },
    },
  },
};

phase("Collect");
const found = await agent(`List the last ${args?.commits ?? 10} commits of the repository in the working directory (git log).`, {
  label: "collect",
  schema: COMMITS,
});
const commits = found?.commits ?? [];
const felt = commits.filter((commit) => commit.felt);
log(`${commits.length} commits, ${felt.length} of them felt by users`);
if (felt.length === 0) return { notes: "Nothing that users notice.", commits: commits.length };

const explained = await parallel(
  felt.map(({ hash, subject }) => () =>
    agent(`Look at commit ${hash} ("${subject}") with git show. Say in one sentence what changes for a user of the project.`, {
      label: `explain ${hash}`,
      phase: "Explain",
    }),
  ),
);

phase("Write");
const notes = await agent(`Write release notes in Markdown from these sentences, the most important first, without adding anything:
${explained.filter(Boolean).map((sentence) => `- ${sentence}`).join("\n")}`);
log("notes written");
return { notes, commits: commits.length };
