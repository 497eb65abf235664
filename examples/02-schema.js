// An answer that a program can use: the agent has to fill in a JSON Schema, and is told what is wrong until it fits.
// Teaches: `schema`; the result is an object; `null` means that the model or its API gave up, so look before you use it.
// Run it:   pawl run examples/02-schema.js --workspace path/to/a/project
// Portable: only what Claude Code's workflows know as well.
export const meta = {
  name: "project-profile",
  description: "Reads a project and says what it is, as data",
};

const PROFILE = {
  type: "object",
  required: ["name", "language", "purpose", "testCommand"],
  additionalProperties: false,
  properties: {
    name: { type: "string" },
    language: { type: "string" },
    purpose: { type: "string", maxLength: 200, description: "one sentence" },
    testCommand: { type: ["string", "null"], description: "what runs its tests; null when there are none" },
  },
};

const profile = await agent(
  "What is the project in the working directory? Read its package file and README; look no further than you need.",
  { label: "profile", schema: PROFILE },
);
if (!profile) throw new Error("No profile: the model gave no answer. Start the run again, or look at its failures.");

log(`${profile.name}: ${profile.purpose}`);
return profile;
