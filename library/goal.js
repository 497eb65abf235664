// A goal with a judge: an agent works, somebody else decides whether the goal is reached, and says what is missing.
export const meta = {
  name: "goal",
  description: "Works towards a goal until a command, an independent judge, or both say that it is reached",
  whenToUse: "One stubborn thing with a test, or with a condition that somebody else can look at.",
  phases: [{ title: "Work" }, { title: "Judge" }],
  argsSchema: {
    type: "object",
    "x-positional": "goal",
    additionalProperties: false,
    anyOf: [{ required: ["goal"] }, { required: ["check"] }],
    examples: [{ goal: "The date parser takes ISO weeks.", check: "npm test" }],
    properties: {
      goal: { type: "string", minLength: 1, description: "What is to be so in the end, in words; a judge looks at it. Required without check" },
      check: { type: "string", minLength: 1, description: "A command that succeeds when the goal is reached. Required without goal" },
      rounds: { type: "integer", minimum: 1, maximum: 50, default: 8, description: "Most rounds of work" },
      tokens: { type: "integer", minimum: 1, description: "Most output tokens of all agents; no limit if not given" },
      minutes: { type: "number", exclusiveMinimum: 0, description: "Most minutes; no limit if not given" },
      sameFailure: {
        type: "integer",
        minimum: 2,
        maximum: 100,
        default: 3,
        description: "Ends it when the same is missing so many times in a row",
      },
      model: { type: "string", description: "Model of the agent that works" },
      judgeModel: { type: "string", description: "Model of the judge" },
    },
  },
};

const { goal, check: command, rounds: most = 8, tokens, minutes, sameFailure = 3, model, judgeModel } = args;

const VERDICT = {
  type: "object",
  required: ["reached", "evidence", "missing"],
  properties: {
    reached: { type: "boolean", description: "Whether the goal is reached, as you have seen yourself" },
    evidence: { type: "string", description: "What you looked at, and what you saw there" },
    missing: {
      type: "array",
      items: { type: "string" },
      description: "What is missing, one thing each, by file where there is one; empty when the goal is reached",
    },
  },
};

/** Its commands find the workspace read-only. Nobody is asked, nothing looked up: it judges what is there. */
const JUDGE = { agentType: "Verify", tools: ["Read", "Glob", "Grep", "Bash"] };

const NO_END = "The agent came to no end:";
const began = budget.spent();
const rounds = [];
const failures = [];
const trees = [];
let work = null;
/** What is missing, as the agent is told it. */
let missing = [];

const why = await (minutes === undefined ? pursue() : Promise.race([pursue(), sleep(minutes * 60_000).then(() => "minutes")]));
log(`${why === "reached" ? "Reached" : "Not reached"} after ${rounds.length} ${rounds.length === 1 ? "round" : "rounds"}: ${explained()}`);
return { reached: why === "reached", why, rounds, missing: rounds.at(-1)?.missing ?? [], spentTokens: budget.spent() - began };

/** Rounds of work until there is an end; says which. */
async function pursue() {
  for (let n = 1; n <= most; n += 1) {
    if (left() <= 0) return "tokens";
    const round = await oneRound(n);
    missing = round.missing;
    rounds.push(short(round));
    if (missing.length === 0) return "reached";
    log(`Round ${n}, missing: ${rounds.at(-1).missing.join("; ")}`);
    if (isStuck()) return "no-progress";
  }
  return "rounds";
}

async function oneRound(n) {
  phase("Work");
  const ended = await doWork(n);
  if (ended.status === "done") {
    work = ended;
    phase("Judge");
    return judged(n);
  }
  const before = missing.filter((one) => !one.startsWith(NO_END));
  return { n, check: null, judge: null, missing: [`${NO_END} ${ended.error.message}`, ...before] };
}

/** For the run's value, which has to stay small over many rounds. */
function short({ n, check, judge, missing }) {
  return {
    n,
    check: check === null ? null : { ...check, output: check.output.slice(-1_000) },
    judge: judge === null ? null : { reached: judge.reached, evidence: judge.evidence.slice(0, 1_000) },
    missing: missing.slice(0, 10).map((one) => one.split("\n")[0].slice(0, 300)),
  };
}

function doWork(n) {
  const limits = {
    details: true,
    label: `work, round ${n}`,
    ...(tokens === undefined ? {} : { maxTokens: left() }),
    ...(minutes === undefined ? {} : { timeoutMs: minutes * 60_000 }),
  };
  return work === null ? agent(firstWords(), { ...limits, model }) : agent(nextWords(), { ...limits, continues: work });
}

/** The command first: it costs nothing, and where it fails nobody has to judge. */
async function judged(n) {
  const checked = command === undefined ? null : await look(n, command, "check");
  if (checked?.ok === false) return { n, check: checked, judge: null, missing: [failing(checked)] };
  if (goal === undefined) return { n, check: checked, judge: null, missing: [] };
  const { judge, missing } = await opinion(n, checked);
  // Where there is no command it is the run's verdict, and whether a file has changed says how it goes on.
  if (command === undefined) await look(n, missing.length === 0 ? "true" : "false", "opinion of the judge");
  return { n, check: checked, judge, missing };
}

/** Nothing is missing when the judge says so, and names nothing. */
async function opinion(n, checked) {
  if (left() <= 0) return { judge: null, missing: ["No output tokens were left to judge it."] };
  const judge = await askJudge(n, checked);
  if (judge === null) return { judge, missing: ["The judge came to no verdict."] };
  if (judge.missing.length > 0) return { judge, missing: judge.missing };
  return { judge, missing: judge.reached ? [] : [judge.evidence] };
}

function failing({ exitCode, output }) {
  return `${command} fails (exit code ${exitCode})\nThe end of its output:\n${output}`;
}

async function look(n, what, who) {
  const { ok, exitCode, output, tree } = await check(what, { label: `${who}, round ${n}` });
  trees[n - 1] = tree;
  return { ok, exitCode, output: output.slice(-4_000) };
}

/** A fresh context every time: it sees the goal and the workspace, which it cannot change, and hears nothing of what the worker says. */
async function askJudge(n, checked) {
  const bound = tokens === undefined ? {} : { maxTokens: left() };
  const judging = { label: `judge, round ${n}`, schema: VERDICT, ...JUDGE, model: judgeModel, details: true, ...bound };
  return (await agent(judgeWords(checked), judging)).result;
}

function firstWords() {
  const parts = [
    goal === undefined ? `Make this command succeed: ${command}` : `Reach this goal in the workspace:\n\n${goal}`,
    goal === undefined || command === undefined ? null : `This command must succeed in the end, too: ${command}`,
    "Somebody else looks at the workspace when you end, and does not hear what you say: only what is there counts. Do not change tests, checks or their configuration to make them pass, unless the goal says so.",
    missing.length > 0 ? `An attempt before you ended early: ${missing.join("; ")}` : null,
  ];
  return parts.filter((part) => part !== null).join("\n\n");
}

function nextWords() {
  return `The goal is not reached yet. What is missing:\n\n${missing.map((one) => `- ${one}`).join("\n")}\n\nGo on.`;
}

function judgeWords(checked) {
  const seen = checked === null ? "" : `\n\nThe command ${command} was run just now and succeeded. The end of its output:\n\n${checked.output}`;
  return [
    `Decide whether this goal is reached in your working directory:\n\n${goal}${seen}`,
    "You did not do the work, and you have not heard from who did. Look for yourself: read the files, see what has changed (git status, git diff, git log) where there is a repository, run what shows whether it works, in a copy below /tmp where it has to write.",
    "It is reached only when you have seen evidence for every part of the goal. Work that only looks like it (tests made weaker, cases special to the test, errors hidden) is not. For whatever is missing say what, and where.",
  ].join("\n\n");
}

/** Whether the last rounds say the same, but for times and places, or have left the files as they were. */
function isStuck() {
  failures.push(fingerprint(missing));
  return isSame(failures) || isSame(trees);
}

function isSame(all) {
  const last = all.slice(-sameFailure);
  return last.length === sameFailure && last.every((one) => one && one === last[0]);
}

/** How much is missing counts: fewer failures than before are progress. */
function fingerprint(texts) {
  return texts
    .map((text) =>
      text
        .toLowerCase()
        .replaceAll(/(?:[a-z]:)?(?:[\\/][\w.@~+-]+)+/g, (path) => path.split(/[\\/]/).at(-1) ?? "")
        .replaceAll(/\b\d{4}-\d\d-\d\d[t ][\d:.]+z?|\b\d\d:\d\d:\d\d(?:\.\d+)?/g, "#")
        .replaceAll(/\b\d+(?:\.\d+)?\s*(?:ms|µs|ns|s|sec|seconds?|minutes?)\b|duration_ms:?\s*[\d.]+/g, "#")
        .replaceAll(/0x[0-9a-f]+|\b[0-9a-f]{7,}\b|\b(?:pid|port)[ :=]+\d+/g, "#")
        .replaceAll(/(\.[a-z]\w*|\bline):? ?\d+(?::\d+)?/g, "$1:#")
        .replaceAll(/\s+/g, " ")
        .trim(),
    )
    .toSorted()
    .join("\n");
}

function left() {
  const own = tokens === undefined ? Infinity : tokens - (budget.spent() - began);
  return Math.min(own, budget.remaining());
}

function explained() {
  const judges = [command === undefined ? null : `${command} succeeds`, goal === undefined ? null : "the judge is convinced"];
  return {
    reached: judges.filter((one) => one !== null).join(", and "),
    "no-progress": `${sameFailure} rounds in a row with the same missing, or without a change`,
    rounds: `${most} rounds are used up`,
    tokens: "the output tokens are used up",
    minutes: `${minutes} minutes are over`,
  }[why];
}
