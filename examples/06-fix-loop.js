// Repairs until the tests are green. The judge is a command's exit code, not a model's opinion.
// Teaches: `check`; a loop with a bound; stopping when a round changed nothing, instead of paying for the same failure again.
// Run it:   cp -r examples/fix-loop/project /tmp/thermometer && pawl run examples/06-fix-loop.js --workspace /tmp/thermometer
//           pawl run examples/06-fix-loop.js --workspace . --args '{"command": "npm test", "rounds": 3}'
// pawl only: `check`.
export const meta = {
  name: "fix-loop",
  description: "Runs a command and has an agent repair what it complains about, until it passes",
  phases: [{ title: "Fix" }],
};

const command = args?.command ?? "node --test";
const rounds = args?.rounds ?? 5;

phase("Fix");
let last = await check(command, { label: "before" });
let round = 0;
while (!last.ok && round < rounds) {
  round += 1;
  log(`round ${round}: exit code ${last.exitCode}, ${last.tests ? `${last.tests.failed} failing` : "no counts"}`);
  await agent(
    `The command "${command}" fails in the working directory. Repair the code, not the tests; one cause at a time.
This is round ${round}. The end of its output:
${last.output}`,
    { label: `repair ${round}` },
  );
  const next = await check(command, { label: `after round ${round}` });
  const progress = next.ok || sign(next) !== sign(last);
  last = next;
  if (!progress) {
    log("the last round changed nothing: stopping");
    break;
  }
}

return { green: last.ok, rounds: round, output: last.ok ? undefined : last.output };

/** What a round should change: the files judged, or at least the number of failures. */
function sign({ tree, exitCode, tests }) {
  return `${tree} ${exitCode} ${tests?.failed}`;
}
