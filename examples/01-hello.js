// The smallest script: one agent, one answer.
// Teaches: `meta` first, then plain JavaScript with `await`; `args` is what the run was started with; what is returned is the result.
// Run it:   pawl run examples/01-hello.js --args '{"who": "Ada"}'
// Portable: only what Claude Code's workflows know as well.
export const meta = {
  name: "hello",
  description: "One agent says hello",
};

const who = args?.who ?? "whoever reads this";

return await agent(`Greet ${who} in one short, friendly sentence.`, { label: "greet" });
