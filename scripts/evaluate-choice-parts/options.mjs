// The evaluation's flags, and what has to be there before anything is asked.
import { parseArgs } from "node:util";

/** `problem` says what is missing or wrong; then nothing is asked. */
export function readOptions(words) {
  try {
    const { values } = parseArgs({
      args: words,
      options: {
        simulate: { type: "boolean", default: false },
        model: { type: "string", default: "sonnet" },
      },
    });
    return { ...values, problem: values.simulate ? null : missingKey() };
  } catch (error) {
    return { problem: `${error.message}\nSee scripts/evaluate-choice --help.` };
  }
}

function missingKey() {
  const { ANTHROPIC_API_KEY: key, ANTHROPIC_AUTH_TOKEN: token } = process.env;
  if (key || token) return null;
  return [
    "Expected a key of the model's API in ANTHROPIC_API_KEY (or a token in ANTHROPIC_AUTH_TOKEN); found none.",
    "Set one, or see how the evaluation works with --simulate: nothing was asked, nothing was spent.",
  ].join("\n");
}
