// One agent, one conversation: it does the task, and goes on whenever somebody says more, also days later.
export const meta = {
  name: "single",
  description: "One agent does a task, and goes on with what people say to it",
  whenToUse: "A small and clear task, or one that a person wants to talk over.",
  phases: [{ title: "Conversation" }],
  argsSchema: {
    type: "object",
    "x-positional": "task",
    required: ["task"],
    additionalProperties: false,
    properties: {
      task: { type: "string", minLength: 1, description: "What to do, in words" },
      keepOpenFor: {
        type: ["string", "number"],
        description:
          'How long to wait for more words: milliseconds, or a text like "2h"; if not given 7 days, and as a part of another script not at all',
      },
      agentType: { type: "string", description: "The agent's type" },
      isolation: { enum: ["worktree"], description: "A git worktree of its own" },
      check: { type: "string", description: "A command that says after each answer how the workspace stands" },
    },
  },
};

phase("Conversation");
const { task, keepOpenFor, agentType, isolation, check: command } = args;

/** The agent whose conversation goes on: the last that came to an answer. */
let work = null;
/** The name that people say things to: the first agent's, whoever goes on. */
let name = true;
/** What was said and not answered. */
let open = task;
let rounds = 0;

for (let said = { text: task }; said !== null; said = await moreWords()) {
  const own = work === null ? { label: "task", agentType, isolation } : { continues: work };
  const ended = await agent(open, { ...own, listens: name, details: true });
  name = ended.listens ?? name;
  if (ended.status === "done") {
    [work, open] = [ended, ""];
    rounds += 1;
    log(ended.result);
  } else log(`No answer: ${ended.error.message}`);
  if (command !== undefined) await report();
}
return { answer: work?.result ?? null, rounds, ...(work?.branch ? { branch: work.branch } : {}) };

async function moreWords() {
  if (name === true) return null;
  const question = open === "" ? "Anything else?" : "There was no answer. What now?";
  const details = work === null ? undefined : { answer: work.result.slice(0, 4_000) };
  const said = await hear(name, { question, details, timeout: keepOpenFor });
  if (said !== null) open = open === "" ? said.text : `${open}\n\n${said.text}`;
  return said;
}

async function report() {
  const { ok, output } = await check(command, { label: "check" });
  log(ok ? `${command}: passed` : `${command}: failed\n${output.slice(-2_000)}`);
}
