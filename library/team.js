export const meta = {
  name: "team",
  description: "A lead and some members share a task list and write to each other until the task is done",
  whenToUse: "Pieces that depend on each other, or whose makers must talk while they work",
  phases: [{ title: "Team", detail: "the lead, and the members as there is something for them" }],
  argsSchema: {
    type: "object",
    required: ["task"],
    additionalProperties: false,
    "x-positional": "task",
    properties: {
      task: { type: "string", minLength: 1, description: "What is to be done" },
      members: {
        default: 3,
        description: "How many members, or who they are: [{ name, prompt?, model?, agentType?, isolation?, … }]",
        anyOf: [
          { type: "integer", minimum: 1, maximum: 16 },
          { type: "array", minItems: 1, maxItems: 16, items: { type: "object", required: ["name"] } },
        ],
      },
      lead: { type: "object", description: "The lead's name, model and so on, as for a member" },
      check: { type: "string", minLength: 1, description: "A command that must succeed in the end; the lead is told, and it is run" },
      maxMinutes: { type: "number", exclusiveMinimum: 0, description: "Then members at work are stopped; 480 if not given" },
      maxWakes: { type: "integer", minimum: 1, maximum: 1000, description: "How often somebody may be woken; 100 if not given" },
      maxTokens: { type: "integer", minimum: 1, description: "Output tokens of all of them together" },
    },
  },
};

const NAMES = "ann bob cyd dan eva fay gus hal ida jon kim lou mia ned ole pia".split(" ");

const { task, members, lead, check: command, maxMinutes, maxWakes, maxTokens } = args;

phase("Team");
const ended = await team(
  command === undefined
    ? task
    : `${task}\n\nIn the end this command must succeed, and you must have seen it do so: ${command}`,
  {
    members: typeof members === "number" ? NAMES.slice(0, members).map((name) => ({ name })) : members,
    lead,
    maxMinutes,
    maxWakes,
    maxTokens,
  },
);
if (ended.status === "failed") throw new Error(`The team came to nothing: ${ended.reason}`);

const verdict = command === undefined ? null : await check(command, { label: "check" });
return {
  ...ended,
  check: verdict === null ? null : { ok: verdict.ok, exitCode: verdict.exitCode, output: verdict.output },
};
