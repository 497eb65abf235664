// How good is the model's part of the choice? A list of steps; what each does is in evaluate-choice-parts/.
import { askAll } from "./evaluate-choice-parts/ask.mjs";
import { judge } from "./evaluate-choice-parts/judge.mjs";
import { readOptions } from "./evaluate-choice-parts/options.mjs";
import { printJudgement, sayCost } from "./evaluate-choice-parts/print.mjs";
import { readSentences } from "./evaluate-choice-parts/sentences.mjs";
import { openStage } from "./evaluate-choice-parts/stage.mjs";

const USAGE_EXIT = 2;

const options = readOptions(process.argv.slice(2));
if (options.problem !== null) {
  console.error(options.problem);
  process.exit(USAGE_EXIT);
}
const table = await readSentences();
const stage = await openStage(options);
try {
  sayCost(table.SENTENCES.length, stage);
  const answers = await askAll(table, stage);
  printJudgement(judge(answers), answers, stage);
  process.exitCode = answers.every(({ answer }) => answer !== null) ? 0 : 1;
} finally {
  await stage.close();
}
