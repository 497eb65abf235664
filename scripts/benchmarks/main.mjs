// Runs the measures side by side, alternating; prints medians and ratios. Exit code 1 when B1 is above its bound.
import { cpus, totalmem } from "node:os";
import { parseArgs } from "node:util";
import { fanOutRound, replay, toFirstAgent, weigh } from "./measures.mjs";
import { HEARTBEAT_TIMEOUT_MS } from "../../dist/protocol/limits.js";
import { killAtHalf } from "./recovery.mjs";
import { askAsSiblings } from "./shared-prefix.mjs";
import { openStage } from "./stage.mjs";

const KNOWN = ["B1", "B3", "B4", "B5", "B6", "B11"];
const FAN_OUT = ["B1", "B4", "B5"];
/** B3: a dead worker is noticed by its heartbeats; what comes on top is the retry and the new attempt. */
const RECOVERY_MORE_MS = 2_000;
/** Above this something is wrong, whatever the aim. */
const B1_BOUND = 1.5;
const GIB = 1024 ** 3;
const WARM_AGENTS = 50;

const { wanted, rounds, agents } = readArguments();
const machine = `${cpus().length} cores, ${(totalmem() / GIB).toFixed(0)} GiB, Node ${process.version}`;
console.log(`${machine}; ${rounds} rounds, ${agents} agents; median [min to max]`);
const stage = await openStage();
try {
  await fanOutRound(stage, WARM_AGENTS);
  if (wanted.some((name) => FAN_OUT.includes(name))) await measureFanOut();
  if (wanted.includes("B6")) await measureFirstAgent();
  if (wanted.includes("B3")) await measureRecovery();
  if (wanted.includes("B11")) await measureSiblings();
} finally {
  await stage.close();
}
process.exit(); // the native runtime may keep the process alive

function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { rounds: { type: "string", default: "5" }, agents: { type: "string", default: "1000" } },
  });
  const unknown = positionals.find((name) => !KNOWN.includes(name));
  if (unknown !== undefined) throw new Error(`expected some of ${KNOWN.join(", ")}, got ${unknown}`);
  const wanted = positionals.length === 0 ? KNOWN : positionals;
  return { wanted, rounds: Number(values.rounds), agents: Number(values.agents) };
}

async function measureFanOut() {
  const results = [];
  for (let round = 0; round < rounds; round++) results.push(await fanOutRound(stage, agents));
  if (wanted.includes("B1")) printB1(results);
  const { pawl, hand } = results.at(-1);
  const weights = { pawl: await weigh(pawl.handle, agents), hand: await weigh(hand.handle, agents) };
  if (wanted.includes("B5")) printB5(weights);
  if (wanted.includes("B4")) await measureReplay(weights);
}

function printB1(results) {
  const pawl = results.map((each) => each.pawl.ms / agents);
  const hand = results.map((each) => each.hand.ms / agents);
  const ratio = median(pawl) / median(hand);
  console.log(
    `B1 fan-out: pawl ${spread(pawl, 2)}, hand-written ${spread(hand, 2)} ms per agent; ratio ${ratio.toFixed(2)}`,
  );
  if (ratio > B1_BOUND) process.exitCode = 1;
}

function printB5(weights) {
  for (const [who, { events, tasks, bytes }] of Object.entries(weights)) {
    const counted = `${events.toFixed(2)} events, ${tasks.toFixed(2)} workflow tasks, ${bytes.toFixed(0)} bytes`;
    console.log(`B5 history per agent, ${who}: ${counted}`);
  }
}

async function measureReplay(weights) {
  const { pawl, hand } = await alternate(rounds, (who) => replay(stage.bundles[who], weights[who].history));
  const ratio = (median(pawl) / median(hand)).toFixed(2);
  console.log(
    `B4 replay of ${agents} agents: pawl ${spread(pawl)}, hand-written ${spread(hand)} ms; ratio ${ratio}`,
  );
}

async function measureFirstAgent() {
  const { pawl, hand } = await alternate(4 * rounds, (who) => toFirstAgent(stage, who));
  const more = (median(pawl) - median(hand)).toFixed(0);
  console.log(
    `B6 start to first agent: pawl ${spread(pawl)}, bare workflow ${spread(hand)} ms; ${more} ms more`,
  );
}

async function measureRecovery() {
  const results = [];
  for (let round = 0; round < rounds; round++) results.push(await killAtHalf(stage.client, stage.address));
  const again = results.reduce((sum, one) => sum + one.finishedAskedAgain + one.answeredAskedAgain, 0);
  const finished = results.map((one) => one.finishedAgents);
  const times = results.map((one) => one.firstRequestMs);
  const bound = HEARTBEAT_TIMEOUT_MS + RECOVERY_MORE_MS;
  console.log(
    `B3 worker killed at half: first model request after ${spread(times)} ms (bound ${bound}); ${finished.join(", ")} agents had finished; finished agents and turns asked again: ${again}`,
  );
  if (again > 0 || Math.max(...times) > bound) process.exitCode = 1;
}

async function measureSiblings() {
  const { written, read, share } = await askAsSiblings(stage.client, stage.address);
  console.log(
    `B11 siblings: the first writes ${written} tokens to the cache, each other reads ${Math.min(...read)} to ${Math.max(...read)} of them; ${(100 * share).toFixed(1)} % of their input`,
  );
}

async function alternate(times, measure) {
  const figures = { pawl: [], hand: [] };
  for (let round = 0; round < times; round++) {
    for (const who of ["pawl", "hand"]) figures[who].push(await measure(who));
  }
  return figures;
}

function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function spread(numbers, digits = 0) {
  const show = (value) => value.toFixed(digits);
  return `${show(median(numbers))} [${show(Math.min(...numbers))} to ${show(Math.max(...numbers))}]`;
}
