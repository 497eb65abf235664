// Several agents at once, each with its own question and a context of its own; the script waits for all of them.
// Teaches: `parallel` takes functions, not promises; results come in input order; a failed one is `null`, the others are kept.
// Run it:   pawl run examples/03-parallel.js --workspace path/to/a/project
//           pawl run examples/03-parallel.js --args '{"questions": ["Where are errors swallowed?", "What is not tested?"]}'
// Portable: only what Claude Code's workflows know as well.
export const meta = {
  name: "three-looks",
  description: "Asks several questions about a project at the same time",
};

const questions = args?.questions ?? [
  "Which function would be the hardest to change safely, and why?",
  "Which error could a user meet without understanding it?",
  "What would a newcomer have to ask because it is written nowhere?",
];

const answers = await parallel(
  questions.map((question, index) => () =>
    agent(`Look at the project in the working directory. ${question} Answer in at most three sentences and name files.`, {
      label: `question ${index + 1}`,
    }),
  ),
);

const unanswered = answers.filter((answer) => answer === null).length;
if (unanswered > 0) log(`${unanswered} of ${questions.length} questions stayed without an answer`);
return questions.map((question, index) => ({ question, answer: answers[index] }));
