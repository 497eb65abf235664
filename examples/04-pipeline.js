// A lane for every file: describe it, then have another agent correct the description. No lane waits for another.
// Teaches: `pipeline(items, ...stages)`; a stage gets (previous, item, index); an item that fails drops out alone.
// Run it:   pawl run examples/04-pipeline.js --workspace path/to/a/project --args '{"files": ["src/a.js", "src/b.js"]}'
// Portable: only what Claude Code's workflows know as well.
export const meta = {
  name: "describe-files",
  description: "A one-line description of every file, each corrected by a second agent",
};

const files = args?.files ?? (await findFiles());

const lines = await pipeline(
  files,
  (file) => agent(`Describe ${file} in one line of at most 100 characters: what it gives to others, not how.`, { label: `describe ${file}` }),
  (line, file) =>
    agent(`Somebody described ${file} as: "${line}"\nRead the file. Answer with that line, corrected where it is wrong or vague, and nothing else.`, {
      label: `correct ${file}`,
    }),
);

return Object.fromEntries(files.map((file, index) => [file, lines[index]]));

async function findFiles() {
  const found = await agent("List at most ten source files of the project in the working directory, the most important first.", {
    label: "find files",
    schema: { type: "object", required: ["files"], properties: { files: { type: "array", items: { type: "string" }, maxItems: 10 } } },
  });
  return found?.files ?? [];
}
