// What the evaluation says: the cost before, then agreement by system and every confusion.
import { costUsd } from "../../dist/agent/prices.js";
import { NO_USAGE } from "../../dist/protocol/usage.js";

/** Counted by the simulator (some 830), and up. */
const TOKENS_IN = 1_000;
/** The answer has some 100; the rest is a guess at what a model thinks before. */
const TOKENS_OUT = 500;

export function sayCost(tasks, { simulate, model }) {
  if (simulate)
    return console.log(`SIMULATION: ${tasks} tasks are asked of the simulated model; nothing is spent.\n`);
  const each = costUsd(model, { ...NO_USAGE, inputTokens: TOKENS_IN, outputTokens: TOKENS_OUT }, Date.now());
  const dollars = each === null ? "an unknown price" : `about $${(tasks * each).toFixed(2)} at list prices`;
  console.log(
    `${tasks} tasks are asked of ${model}: some ${tasks * (TOKENS_IN + TOKENS_OUT)} tokens, ${dollars}.\n`,
  );
}

export function printJudgement({ bySystem, all, judged }, rows, { simulate }) {
  console.log("expected    tasks  model alone  with the rules");
  for (const { system, tasks, model, decided } of [...bySystem, all]) {
    console.log(`${system.padEnd(10)}  ${pad(tasks, 5)}  ${pad(model, 11)}  ${pad(decided, 14)}`);
  }
  const confused = judged.filter(({ model, expected }) => model !== expected);
  if (confused.length > 0) console.log("\nWhere the model alone said otherwise:");
  for (const { task, expected, model, decided, error } of confused) {
    const kept = decided === expected ? "; the rules put it right" : "";
    console.log(`  expected ${expected}, got ${model ?? `no answer (${error})`}${kept}: ${task}`);
  }
  const dollars = rows.reduce((sum, { costUsd: one }) => sum + one, 0).toFixed(2);
  const spent = simulate ? "" : `; $${dollars} at list prices`;
  const agreement = `${all.model} of ${all.tasks} alone, ${all.decided} of ${all.tasks} with the rules`;
  console.log(`\nAgreement: ${agreement}${spent}.`);
}

function pad(number, columns) {
  return String(number).padStart(columns);
}
