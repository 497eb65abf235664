// An example of a script for pawl: delete it, or make your own of it. A script is a plan in plain JavaScript.
//
//   pawl validate .pawl/scripts/example.js     is it sound? Takes milliseconds, starts nothing
//   pawl run example --help                    what it is for, and which args it takes
//   pawl run example --args '{"folder": "src"}'
//
// The first statement is `meta`, written out: no variables, no calls. Everything after it runs.
export const meta = {
  name: "example",
  description: "Looks at a folder from several sides, has each finding doubted, and asks which to write down",
  phases: [{ title: "Look" }, { title: "Doubt" }, { title: "Decide" }],
  argsSchema: {
    type: "object",
    additionalProperties: false,
    "x-positional": "folder",
    properties: {
      folder: { type: "string", default: ".", description: "The folder to look at" },
      sides: {
        type: "array",
        items: { type: "string" },
        default: ["errors that nobody handles", "names that mislead"],
        description: "What to look for",
      },
    },
  },
};

// With a schema an agent answers with an object that fits it, not with a text.
const FINDINGS = {
  type: "object",
  required: ["findings"],
  properties: { findings: { type: "array", items: { type: "string" }, maxItems: 5 } },
};
const DOUBT = {
  type: "object",
  required: ["holds", "why"],
  properties: { holds: { type: "boolean" }, why: { type: "string" } },
};

// An agent sees its prompt and nothing else. `parallel` takes functions, starts them all, and waits for all.
phase("Look");
const looks = await parallel(
  args.sides.map(
    (side) => () => agent(`Look at ${args.folder} for ${side}. Name file and line of each.`, { label: side, schema: FINDINGS }),
  ),
);
// An agent that failed is null: always think of it.
const findings = looks.filter(Boolean).flatMap((look) => look.findings);
log(`${findings.length} findings`);

// Findings are claims. An agent that knows nothing of the first one is asked to refute each.
const doubted = await pipeline(findings, async (finding) => {
  const doubt = await agent(`Try to refute this. Look yourself.\n\n${finding}`, { phase: "Doubt", label: "doubt", schema: DOUBT });
  return doubt?.holds ? finding : null;
});
const kept = doubted.filter(Boolean);
if (kept.length === 0) return { kept: [], written: false };

// A person decides what cannot be undone; the run waits, for days if need be: pawl pending, pawl approve.
phase("Decide");
const gate = await approve(`Write ${kept.length} findings into FINDINGS.md?`, { details: { kept }, timeout: "7d" });
if (gate.approved) await agent(`Write these findings into FINDINGS.md, one line each:\n\n${kept.join("\n")}`, { label: "write" });

// What a script returns is the run's result.
return { kept, written: gate.approved };
