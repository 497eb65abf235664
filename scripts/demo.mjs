// The demo as a list of steps. What each does is in demo-parts/.
import { accountFor } from "./demo-parts/account.mjs";
import { showRun, startRun, startServer, startSimulator, startWorker } from "./demo-parts/actors.mjs";
import { followUntil } from "./demo-parts/follow.mjs";
import { answerGate, answerLaunch } from "./demo-parts/gate.mjs";
import { readOptions } from "./demo-parts/options.mjs";
import { enterPressed, heading, say } from "./demo-parts/print.mjs";
import { report } from "./demo-parts/report.mjs";
import { setStage } from "./demo-parts/stage.mjs";
import pc from "picocolors";

/** About half of the demo's agents, those that chose and planned among them. */
const KILL_AFTER_AGENTS = 23;

try {
  const options = readOptions(process.argv.slice(2));
  process.exitCode = (await play(options)) ? 0 : 1;
} catch (error) {
  console.error(`\n${pc.red("The demo failed:")} ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
// The stage's exit handler strikes whatever stands; open connections must not hold it up.
process.exit();

async function play(options) {
  heading(
    "A CommonJS library moves to ES modules",
    options.real ? "the model is real" : "the model is simulated, all else is real",
  );
  const stage = setStage(options);
  say("repository", `${stage.repository}: 17 modules and their tests, one commit`);
  await startServer(stage);
  if (!options.real) await startSimulator(stage);
  const first = await startWorker(stage, options);
  await startRun(stage);

  heading("A task in words becomes a plan");
  await followUntil(stage, ({ gates }) => gates.length > 0);
  await answerLaunch(stage, options);

  heading("Agents at work");
  const half = await followUntil(stage, ({ census }) => census.done >= KILL_AFTER_AGENTS);
  if (half.endedAt !== null)
    throw new Error(`The run ended before its time, as ${half.status}.\n${showRun(stage)}`);
  const killedAt = killWorker(stage, first, half);
  await startWorker(stage, options);
  await followUntil(stage, ({ gates }) => gates.length > 0);
  await answerGate(stage, options);
  await followUntil(stage, () => false);

  const account = options.real ? null : await accountFor(stage, killedAt);
  const good = await report(stage, account);
  if (!options.yes) {
    heading("Look around", "the server is still up");
    say("UI", stage.uiUrl);
    await enterPressed("Press Enter to take everything down.");
  }
  stage.strike();
  say("gone", "no process runs on, the temporary folder is removed");
  return good;
}

/** Returns the time of the kill in milliseconds since 1970. */
function killWorker(stage, worker, { census, working }) {
  heading(`kill -9 ${worker.pid}`, "the worker, in the middle of everything");
  say(
    "why",
    `${census.done} agents are done, ${working.length} are at work. Temporal misses their heartbeats within 10 s and gives`,
  );
  say("", "the agents at work to another worker. Those that are done stay done.");
  const killedAt = Date.now();
  stage.kill(worker);
  return killedAt;
}
