// What the recorded runs find: the files of their workspace, and the part that the simulated model plays.

/** What lies in the workspace. */
export const files = {
  ".pawl/scripts/greet.js":
    "export const meta = { name: 'greet', description: 'greets whoever it is given' }\nreturn agent('Greet ' + JSON.stringify(args))\n",
  "shared.txt": "as it was\n",
};

const question = (text, header, more = {}) => ({
  question: text,
  header,
  options: ["left", "right"].map((label) => ({ label, description: "go " + label })),
  ...more,
});
const asks = (turn, prompt, ...questions) => ({
  name: "asks",
  when: { prompt, turn },
  reply: { kind: "tools", calls: [{ name: "AskUserQuestion", input: { questions } }] },
});
const runs = (name, prompt, command) => ({
  name,
  when: { prompt, turn: 0 },
  reply: { kind: "tools", calls: [{ name: "Bash", input: { command } }] },
});

const calls = (name, turn, prompt, ...list) => ({
  name,
  when: { prompt, turn },
  reply: { kind: "tools", calls: list },
});
const update = (status) => ({ name: "TaskUpdate", input: { taskId: "1", status } });
const plans = (name, lastText, body) => ({
  name,
  when: { tool: "StructuredOutput", lastText },
  reply: {
    kind: "answer",
    value: { script: `export const meta = { name: "planned", description: "a plan" }\n${body}\n` },
  },
});

/** The model's part. */
export const rules = [
  { name: "declines", when: { prompt: "^Decline" }, reply: { kind: "refusal", text: "no" } },
  {
    name: "bad",
    when: { prompt: "^Refuse" },
    reply: { kind: "fault", fault: { kind: "status", status: 400 } },
  },
  {
    name: "hangs",
    when: { prompt: "^Hang" },
    reply: { kind: "fault", fault: { kind: "silence", pings: true } },
  },
  { name: "slow", when: { prompt: "^Slow" }, reply: { kind: "text", text: "at last", delayMs: 1_500 } },
  { name: "long", when: { prompt: "^Write much" }, reply: { kind: "text", text: "much ".repeat(8_000) } },
  {
    name: "tool",
    when: { prompt: "^Look around", turn: 0 },
    reply: { kind: "tools", calls: [{ name: "Glob", input: { pattern: "**/*.js" } }] },
  },
  runs("own file", "^Make own", 'echo made > "own-$RANDOM.txt"'),
  runs("left", "^Turn left", "echo left > shared.txt"),
  runs("right", "^Turn right", "echo right > shared.txt"),
  runs("resolves", "^The work on branch", "printf 'left\\nright\\n' > shared.txt"),
  asks(0, "^Ask once", question("Which way?", "Way")),
  asks(0, "^Ask twice", question("Which way?", "Way"), question("How far?", "Distance")),
  asks(1, "^Ask twice", question("Which of them?", "All", { multiSelect: true })),
  {
    name: "blocked",
    when: { prompt: "^Spend [12]", times: 1 },
    reply: { kind: "fault", fault: { kind: "status", status: 401 } },
  },
  {
    name: "blocked for good",
    when: { prompt: "^Waste" },
    reply: { kind: "fault", fault: { kind: "status", status: 401 } },
  },
  {
    name: "chooses",
    when: { prompt: "^Choose how this task should be worked on" },
    reply: {
      kind: "answer",
      value: {
        system: "single",
        why: "it is small",
        oracle: null,
        width: 1,
        sharesState: false,
        risk: "low",
      },
    },
  },
  calls("makes it good", 1, "^Reach this goal[^]*It is good in the end", {
    name: "Bash",
    input: { command: "echo good > good.txt" },
  }),
  {
    name: "judges no once",
    when: { prompt: "^Decide[^]*It is good in the end", times: 1 },
    reply: { kind: "answer", value: { reached: false, evidence: "I looked.", missing: ["a second look"] } },
  },
  {
    name: "judges yes",
    when: { prompt: "^Decide[^]*It is good in the end" },
    reply: { kind: "answer", value: { reached: true, evidence: "I looked.", missing: [] } },
  },
  {
    name: "judges",
    when: { prompt: "^Decide whether this goal is reached" },
    reply: { kind: "answer", value: { reached: false, evidence: "I looked.", missing: ["everything"] } },
  },
  calls(
    "shares out",
    0,
    "Share this out",
    ...["one", "two"].map((what) => ({
      name: "Agent",
      input: { description: `Do ${what}`, prompt: `Do ${what}` },
    })),
  ),
  calls("keeps for itself", 0, "^You lead a team[^]*Stand still", {
    name: "TaskCreate",
    input: { subject: "The one task", description: "Do it", owner: "lead" },
  }),
  calls("leads", 0, "^You lead a team", {
    name: "TaskCreate",
    input: { subject: "The one task", description: "Do it" },
  }),
  calls("claims", 0, "^You are .*member of a team", update("in_progress")),
  calls("tells", 1, "^You are .*member of a team", {
    name: "SendMessage",
    input: { to: "*", message: "I look at it." },
  }),
  calls("completes", 2, "^You are .*member of a team", update("completed")),
  plans("plans wrongly", "^Write a script for this task", "const n: number = 1\nreturn n"),
  plans("plans", "^This script cannot run as it is", "return check('true', { label: 'first' })"),
  plans(
    "plans otherwise",
    "^Here is the script of an earlier run",
    "await check('true')\nreturn check('true')",
  ),
  plans("plans shorter", "^The person who was to approve", "return check('true')"),
];
