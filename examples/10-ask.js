// Questions to a person in the middle of the work, several at once, while agents go on.
// Teaches: `ask` with choices, with a schema, with a default after some time; an answer that does not fit is sent back.
// Run it:   pawl run examples/10-ask.js --workspace path/to/a/project
// Answer:   pawl pending RUN     pawl answer RUN GATE '"newcomers"'     pawl answer RUN GATE '{"words": 300}'
// pawl only: `ask`.
export const meta = {
  name: "guide",
  description: "Writes a guide to a project for the readers that a person chooses",
  phases: [{ title: "Plan", detail: "a look at the project, and two questions to you" }, { title: "Write" }],
};

const SIZE = {
  type: "object",
  required: ["words"],
  properties: { words: { type: "integer", minimum: 50, maximum: 2000 } },
};

phase("Plan");
const [outline, readers, size] = await parallel([
  () => agent("Outline a guide to the project in the working directory: five headings, the most needed first.", { label: "outline" }),
  () => ask("Who is the guide for?", { choices: ["newcomers", "operators", "contributors"] }),
  () => ask("How long may it be?", { schema: SIZE, timeout: "1h", default: { words: 400 } }),
]);
if (!readers || !size) throw new Error("Without readers and a size there is no guide to write.");

phase("Write");
const guide = await agent(`Write a guide to the project in the working directory for ${readers}, at most ${size.words} words.
An outline to start from:\n${outline ?? "(none)"}`, { label: `write for ${readers}` });
return { readers, words: size.words, guide };
