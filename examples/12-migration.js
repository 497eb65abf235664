// A real job from end to end: moves a CommonJS library to ES modules.
//
// Teaches: a map with a schema, one lane per module (convert, verify, repair), a suite as the judge, a person before the
// step that cannot be taken back. The order matters: every ES module is written BESIDE the file it will replace (`csv.mjs` by
// `csv.js`). So the old suite stays green at every moment, lanes need not wait for each other, an agent that is cut off and
// begun again finds its input untouched, and a "no" at the gate leaves a library that works.
//
// Run it:   scripts/demo      (on a copy of the library in examples/migration that is made for it)
//           pawl run examples/12-migration.js --workspace path/to/library
//           (a git repository with nothing uncommitted, modules in lib/, tests in test/)
// args: {"suite": "node --test", "newSuite": "node --test test/*.test.mjs", "rounds": 4}
// pawl only: `check`, `approve`.
export const meta = {
  name: "migration",
  description: "Moves a CommonJS library to ES modules: convert beside the old files, verify, test, ask a person, switch",
  phases: [
    { title: "Map", detail: "what each module exports and requires; is the suite green to begin with" },
    { title: "Convert", detail: "one agent per module writes the ES module beside it" },
    { title: "Verify", detail: "another agent, knowing nothing of the first, compares the two; repairs until it agrees" },
    { title: "Prove", detail: "the new suite beside the untouched old one, repairs until green" },
    { title: "Switch", detail: "after a person's word: the ES modules take the old files' place" },
  ],
};

const SUITE = args?.suite ?? "node --test";
// While both stand side by side: whoever touched the old files, or made the new ones fail, is found out.
const NEW_SUITE = args?.newSuite ?? "node --test test/*.test.mjs";
const OLD_UNTOUCHED = "git diff --stat --exit-code HEAD";
const NO_COMMONJS = "! grep -rnE '\\brequire\\(|\\bmodule\\.exports\\b|^exports\\.|\\b__dirname\\b' lib test README.md";
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
const [before, map] = await parallel([
  () => check(SUITE, { label: "the suite before anything is touched" }),
  () =>
    agent("Map the CommonJS modules of this library: every .js file under lib/, with the test file under test/ that belongs to it.", {
      label: "map",
      schema: MAP,
    }),
]);
if (!before?.ok) return { migrated: false, why: "the suite is not green to begin with", output: before?.output };
if (!map) return { migrated: false, why: "no agent could map the library" };
const contract = map.modules.map(({ file, exports }) => `- ${file} exports ${exports.join(", ")}`).join("\n");
log(`${map.modules.length} modules, ${before.tests?.passed ?? "?"} tests`);

// 2. One lane per module; no lane waits for another.
const verdicts = await pipeline(map.modules, convert, verify);
const doubts = map.modules.flatMap(({ file }, index) =>
  verdicts[index]?.ok ? [] : (verdicts[index]?.problems ?? ["no verdict"]).map((problem) => `${file}: ${problem}`),
);

// 3. The suite is the judge.
phase("Prove");
const proof = await untilGreen("the ES modules, beside the untouched CommonJS", `${OLD_UNTOUCHED} && ${NEW_SUITE}`);
if (!proof.ok) return { migrated: false, why: "the ES modules do not pass the tests", doubts, output: proof.output };

// 4. From here on `require()` of this library is over for its users: a person decides.
const gate = await approve("The ES modules pass their tests, the CommonJS files are untouched. Shall the first take the place of the second?", {
  details: { modules: map.modules.length, testsBefore: before.tests ?? null, testsAsModules: proof.tests ?? null, doubts },
});
if (!gate.approved) return { migrated: false, why: `not approved by ${gate.by ?? "anyone in time"}`, note: gate.note, doubts };

phase("Switch");
await agent(
  `Switch this library over to its ES modules. It was approved.
- Every .mjs file in lib/ and test/ takes the place of the .js file of the same name, and inside of it imports of './x.mjs' become './x.js'.
- package.json: "type": "module", "exports" instead of "main", and the next major version, since require() of this package ends.
- README.md: the example imports.
Somebody may have begun this before you: what is done already stays done.`,
  { label: "switch" },
);
const after = await untilGreen("the suite as ES modules, nothing of CommonJS left", `${NO_COMMONJS} && ${SUITE}`);
const lostTests = (before.tests?.passed ?? 0) - (after.tests?.passed ?? 0);

return {
  migrated: after.ok && lostTests <= 0,
  modules: map.modules.length,
  tests: { before: before.tests?.passed ?? null, after: after.tests?.passed ?? null },
  approvedBy: gate.by,
  doubts,
};

function convert({ file, test }) {
  const files = test ? `${file} and its test ${test}` : file;
  return agent(
    `Convert ${files} from CommonJS to ES modules.
Write each result beside its original, with the extension .mjs. Leave the originals as they are: their suite has to stay green.
Keep behaviour, comments and exported names. Imports of this library's own files end in .mjs; JSON and data files are read relative to import.meta.url.
The other modules are being converted at the same moment; rely on what they export:
${contract}
Answer with one line: what was not obvious.`,
    { label: `convert ${file}`, phase: "Convert" },
  );
}

/** Judged by an agent that knows nothing of the first; repaired until it agrees, or until nothing changes any more. */
async function verify(_report, module) {
  let verdict = await judge(module, 1);
  for (let round = 1; verdict && !verdict.ok && round < ROUNDS; round += 1) {
    await repair(module, verdict.problems, round);
    const next = await judge(module, round + 1);
    const same = next && JSON.stringify(next.problems) === JSON.stringify(verdict.problems);
    verdict = next;
    if (same) break;
  }
  return verdict;
}

function judge({ file, test }, round) {
  const pairs = [file, test].filter(Boolean).map((old) => `${old} and ${old.replace(/js$/, "mjs")}`);
  return agent(
    `Review ${round}: verify the conversion of ${pairs.join(", ")}. The first of each pair is CommonJS, the second should be the same as an ES module.
Look for exported names that got lost or changed, imports without file extension, leftovers of CommonJS, changed behaviour, tests that got lost. Do not change anything.`,
    { label: `verify ${file}${round > 1 ? ` (${round})` : ""}`, phase: "Verify", schema: VERDICT },
  );
}

function repair({ file, test }, problems, round) {
  const converted = [file, test].filter(Boolean).map((old) => old.replace(/js$/, "mjs"));
  return agent(
    `Repair ${round}: mend the conversion of ${file} in ${converted.join(" and ")}; leave the .js files alone. A reviewer found:
${problems.map((problem) => `- ${problem}`).join("\n")}
Answer with one line: what you changed.`,
    { label: `repair ${file}`, phase: "Verify" },
  );
}

/** Runs the command; as long as it fails, an agent repairs. Stops when a repair changed nothing, and after some rounds in any case. */
async function untilGreen(what, command) {
  let last = await check(command, { label: what });
  for (let round = 1; !last.ok && round <= ROUNDS; round += 1) {
    await agent(
      `Repair ${round}, ${what}: make this command pass: ${command}
The tests are right; the conversion from CommonJS to ES modules is not. Find the first cause and repair that. The end of its output:
${last.output}`,
      { label: `repair after the suite (${round})` },
    );
    const next = await check(command, { label: `${what}, after repair ${round}` });
    const unchanged = !next.ok && next.tree !== null && next.tree === last.tree;
    last = next;
    if (unchanged) break;
  }
  return last;
}
