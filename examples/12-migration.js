// A real job from end to end: moves a CommonJS library to ES modules.
//
// Teaches: a map with a schema; one lane per module (convert, verify, repair), each agent in a git worktree of its own; a merge
// that takes in one branch at a time and leaves out what does not pass; a suite as the judge; a person before the step that
// cannot be taken back. What that person decides on is a commit that is there to look at.
// The order matters: every ES module is written BESIDE the file it will replace (`csv.mjs` by `csv.js`). So the old suite stays
// green with every branch that goes in, lanes need not wait for each other, and a "no" at the gate leaves a library that works.
//
// Run it:   scripts/demo      (on a copy of the library in examples/migration that is made for it)
//           pawl run examples/12-migration.js --workspace path/to/library
//           (a git repository with nothing uncommitted, modules in lib/, tests in test/)
// args: {"suite": "node --test", "newSuite": "node --test test/*.test.mjs", "rounds": 4}
// pawl only: `check`, `approve`, `merge`, `isolation`, `details`.
export const meta = {
  name: "migration",
  description: "Moves a CommonJS library to ES modules: convert in worktrees, verify, merge, test, ask a person, switch",
  phases: [
    { title: "Map", detail: "what each module exports and requires; is the suite green to begin with" },
    { title: "Convert", detail: "one agent per module, in a worktree, writes the ES module beside it" },
    { title: "Verify", detail: "another agent, knowing nothing of the first, compares the two; repairs until it agrees" },
    { title: "Merge", detail: "as soon as it is verified, one at a time; what has leftovers of CommonJS stays outside and is mended" },
    { title: "Prove", detail: "the new suite beside the untouched old one, repairs until green" },
    { title: "Switch", detail: "prepared on a branch; after a person's word it goes in, if the suite is green with it" },
  ],
};

const SUITE = args?.suite ?? "node --test";
const NEW_SUITE = args?.newSuite ?? "node --test test/*.test.mjs";
const COMMONJS = "\\brequire\\(|\\bmodule\\.exports\\b|^exports\\.|\\b__dirname\\b";
const NO_LEFTOVERS = `! grep -rnE '${COMMONJS}' --include='*.mjs' lib test`;
const NO_COMMONJS = `! grep -rnE '${COMMONJS}' lib test README.md`;
const ROUNDS = args?.rounds ?? 4;

const MAP = {
  type: "object",
  required: ["modules"],
  properties: {
    modules: {
      type: "array",
      minItems: 1,
      items: {
        type: "object",
        required: ["file", "test", "exports", "requires"],
        properties: {
          file: { type: "string", description: "such as lib/csv.js" },
          test: { type: ["string", "null"], description: "its test file, such as test/csv.test.js" },
          exports: { type: "array", items: { type: "string" }, description: 'names; ["default"] for module.exports = oneThing' },
          requires: { type: "array", items: { type: "string" }, description: "modules of this library it requires" },
        },
      },
    },
  },
};

const VERDICT = {
  type: "object",
  required: ["ok", "problems"],
  properties: {
    ok: { type: "boolean" },
    problems: { type: "array", items: { type: "string" }, description: "one sentence each; empty when ok" },
  },
};

// 1. Know what there is, and that it works.
phase("Map");
const [before, start, map] = await parallel([
  () => check(SUITE, { label: "the suite before anything is touched" }),
  () => check("git rev-parse HEAD", { label: "the commit to begin with" }),
  () =>
    agent("Map the CommonJS modules of this library: every .js file under lib/, with the test file under test/ that belongs to it.", {
      label: "map",
      schema: MAP,
    }),
]);
if (!before?.ok) return { migrated: false, why: "the suite is not green to begin with", output: before?.output };
if (!map) return { migrated: false, why: "no agent could map the library" };
// While both stand side by side: whoever touched the old files is found out.
const OLD_UNTOUCHED = `git diff --stat --exit-code ${start.output.trim()} -- '*.js'`;
const contract = map.modules.map(({ file, exports }) => `- ${file} exports ${exports.join(", ")}`).join("\n");
log(`${map.modules.length} modules, ${before.tests?.passed ?? "?"} tests`);

// 2. One lane per module; no lane waits for another, but for its turn to be merged.
const lanes = await pipeline(map.modules, convert, verify, bringIn);
const doubts = map.modules.flatMap(({ file }, index) =>
  lanes[index]?.verdict?.ok ? [] : (lanes[index]?.verdict?.problems ?? ["no verdict"]).map((problem) => `${file}: ${problem}`),
);
const outside = map.modules.flatMap(({ file }, index) =>
  lanes[index]?.isIn ? [] : [{ file, why: lanes[index]?.why ?? "no conversion" }],
);
if (outside.length > 0) return { migrated: false, why: "not every conversion could be merged", outside, doubts };

// 3. The suite is the judge.
phase("Prove");
const proof = await untilGreen("the ES modules, beside the untouched CommonJS", `${OLD_UNTOUCHED} && ${NEW_SUITE}`);
if (!proof.ok) return { migrated: false, why: "the ES modules do not pass the tests", doubts, output: proof.output };

// 4. From here on `require()` of this library is over for its users: a person decides, on a branch that is there to look at.
phase("Switch");
const change = await inWorktree(
  `Switch this library over to its ES modules, on a branch that people will look at.
- Every .mjs file in lib/ and test/ takes the place of the .js file of the same name, and inside of it imports of './x.mjs' become './x.js'.
- package.json: "type": "module", "exports" instead of "main", and the next major version, since require() of this package ends.
- README.md: the example imports.`,
  { label: "switch" },
);
if (!change.branch) return { migrated: false, why: change.error?.message ?? "the switch changed nothing", doubts };
const gate = await approve("The ES modules pass their tests, the CommonJS files are untouched. Shall the first take the place of the second?", {
  details: {
    modules: map.modules.length,
    branch: change.branch,
    testsBefore: before.tests ?? null,
    testsAsModules: proof.tests ?? null,
    doubts,
  },
});
if (!gate.approved) {
  return { migrated: false, why: `not approved by ${gate.by ?? "anyone in time"}`, note: gate.note, branch: change.branch, doubts };
}
const [switched] = await merge(change, { label: "merge the switch", check: `${NO_COMMONJS} && ${SUITE}` });
if (switched.status !== "merged") return { migrated: false, why: `the switch did not go in: ${switched.reason}`, doubts };
const passed = { before: before.tests?.passed ?? null, after: switched.check.tests?.passed ?? null };

return {
  migrated: (passed.after ?? 0) >= (passed.before ?? 0),
  modules: map.modules.length,
  tests: passed,
  approvedBy: gate.by,
  doubts,
};

/** `null` ends the lane: no verdict on what is not there. */
async function convert({ file, test }) {
  const files = test ? `${file} and its test ${test}` : file;
  const work = await inWorktree(
    `Convert ${files} from CommonJS to ES modules.
Write each result beside its original, with the extension .mjs. Leave the originals as they are: their suite has to stay green.
Keep behaviour, comments and exported names. Imports of this library's own files end in .mjs; JSON and data files are read relative to import.meta.url.
The other modules are being converted at the same moment, out of your sight; rely on what they export:
${contract}
Answer with one line: what was not obvious.`,
    { label: `convert ${file}`, phase: "Convert" },
  );
  return work.branch ? work : null;
}

/** Judged by an agent that knows nothing of the first; repaired until it agrees, or until nothing changes any more. */
async function verify(converted, module) {
  let work = converted;
  let verdict = await judge(module, work, 1);
  for (let round = 1; verdict && !verdict.ok && round < ROUNDS; round += 1) {
    const repaired = await repair(module, work, { problems: verdict.problems, round });
    if (!repaired.branch) break;
    work = repaired;
    verdict = await judge(module, work, round + 1);
  }
  return { work, verdict };
}

function judge({ file, test }, work, round) {
  const pairs = [file, test].filter(Boolean).map((old) => `${old} and ${old.replace(/js$/, "mjs")}`);
  return agent(
    `Review ${round}: verify the conversion of ${pairs.join(", ")}. The first of each pair is CommonJS, the second should be the same as an ES module.
Look for exported names that got lost or changed, imports without file extension, leftovers of CommonJS, changed behaviour, tests that got lost. Do not change anything.`,
    {
      label: `verify ${file}${round > 1 ? ` (${round})` : ""}`,
      phase: "Verify",
      schema: VERDICT,
      isolation: "worktree",
      base: work.commit,
    },
  );
}

function repair({ file, test }, work, { problems, round, phase = "Verify" }) {
  const converted = [file, test].filter(Boolean).map((old) => old.replace(/js$/, "mjs"));
  return inWorktree(
    `Repair ${round}: mend the conversion of ${file} in ${converted.join(" and ")}; leave the .js files alone. A reviewer found:
${problems.map((problem) => `- ${problem}`).join("\n")}
Answer with one line: what you changed.`,
    { label: `repair ${file}`, phase, base: work.commit },
  );
}

/** What has leftovers of CommonJS does not go in, and gets another try. A branch that is not merged is kept. */
async function bringIn({ work: verified, verdict }, module) {
  let work = verified;
  for (let round = 1; ; round += 1) {
    const [row] = await merge(work, { label: `merge ${module.file}`, phase: "Merge", check: NO_LEFTOVERS });
    if (row.status === "merged") return { verdict, isIn: true };
    log(`${module.file} does not go in: ${row.reason}`);
    const why = [row.reason, row.check?.output].filter(Boolean).join("\n");
    if (round === ROUNDS) return { verdict, isIn: false, why };
    const repaired = await repair(module, work, { problems: [why], round: ROUNDS + round, phase: "Merge" });
    work = repaired.branch ? repaired : work;
  }
}

/** Runs the command; as long as it fails, an agent repairs in a worktree. Stops when a repair changed nothing, and after some rounds. */
async function untilGreen(what, command) {
  let last = await check(command, { label: what });
  for (let round = 1; !last.ok && round <= ROUNDS; round += 1) {
    const repaired = await inWorktree(
      `Repair ${round}, ${what}: make this command pass: ${command}
The tests are right; the conversion from CommonJS to ES modules is not. Find the first cause and repair that. The end of its output:
${last.output}`,
      { label: `repair after the suite (${round})` },
    );
    if (!repaired.branch) break;
    await merge(repaired, { label: `merge repair ${round}`, check: NO_LEFTOVERS });
    last = await check(command, { label: `${what}, after repair ${round}` });
  }
  return last;
}

/** Resolves to an envelope; it has a branch when something was changed. */
function inWorktree(prompt, options) {
  return agent(prompt, { ...options, isolation: "worktree", details: true });
}
