export const meta = {
  name: "subagents",
  description: "One agent leads: it starts others for pieces of the task, side by side, and puts together what they bring back",
  whenToUse: "A few pieces that do not depend on each other and need not talk to each other, known best by whoever looks at the task",
  phases: [{ title: "Work", detail: "the lead, and those that it starts" }],
  argsSchema: {
    type: "object",
    required: ["task"],
    additionalProperties: false,
    "x-positional": "task",
    properties: {
      task: { type: "string", minLength: 1, description: "What is to be done" },
      depth: {
        type: "integer",
        minimum: 1,
        maximum: 5,
        default: 1,
        description: "Levels of agents below the lead; with 2 those that it starts may start some, too",
      },
      check: { type: "string", minLength: 1, description: "A command that must succeed in the end; the lead is told, and it is run" },
      model: { type: "string", description: "The lead's model; those that it starts have it, too, unless it says otherwise" },
      effort: { enum: ["low", "medium", "high", "xhigh", "max"], description: "The lead's effort" },
      agentType: { type: "string", description: "The lead's type" },
      maxTurns: { type: "integer", minimum: 1, description: "Model calls of the lead" },
    },
  },
};

const { task, depth, check: command, model, effort, agentType, maxTurns } = args;

phase("Work");
const lead = await agent(
  [
    `Your task:\n\n${task}`,
    "You lead. Look at what the task is about, as far as you must to part it. Pieces that do not depend on each other go to agents of their own (tool Agent), all of them in one turn, so that they work side by side: each needs a prompt with everything that it must know, files of its own if it is to change any, and a word on what its result must hold. What is small, or hangs together, you do yourself.",
    "What they bring back is what they believe. Look at it where it matters, send somebody again where something is missing, and put it together.",
    ...(command === undefined ? [] : [`In the end this command must succeed, and you must have seen it do so: ${command}`]),
    "End with the result of the task: what was done or found, and what was not.",
  ].join("\n\n"),
  { label: "lead", subagents: depth, details: true, model, effort, agentType, maxTurns },
);
if (lead.status !== "done") throw new Error(`The lead came to nothing: ${lead.error.type}: ${lead.error.message}`);

const verdict = command === undefined ? null : await check(command, { label: "check" });
return {
  result: lead.result,
  check: verdict === null ? null : { ok: verdict.ok, exitCode: verdict.exitCode, output: verdict.output },
};
