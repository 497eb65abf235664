// The demo's flags.
import { parseArgs } from "node:util";

/** @returns {{yes: boolean, real: boolean}} Throws with what was expected. */
export function readOptions(words) {
  const { values } = parseArgs({
    args: words,
    options: { yes: { type: "boolean", default: false }, real: { type: "boolean", default: false } },
  });
  if (values.real && !process.env.ANTHROPIC_API_KEY) {
    throw new Error("--real talks to the real API: set ANTHROPIC_API_KEY, or leave --real out.");
  }
  if (!values.yes && !(process.stdin.isTTY && process.stdout.isTTY)) {
    throw new Error("Without a terminal there is nobody to approve: add --yes.");
  }
  return values;
}
