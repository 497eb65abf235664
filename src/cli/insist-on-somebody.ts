// A command that asks before anything starts needs somebody to ask, or to be told that nobody is.
import type { Invocation } from "./command.ts";
import { flagOption } from "./read-options.ts";
import { UsageError } from "./usage-error.ts";

/** Throws `UsageError` in a pipe, or with --json, where there is neither --yes nor --detach. */
export function insistOnSomebodyToAsk(invocation: Invocation): void {
  const isDecided = flagOption(invocation, "yes") || flagOption(invocation, "detach");
  if (isDecided || (invocation.io.interactive && !invocation.json)) return;
  const got = invocation.json ? "--json" : "a pipe";
  throw new UsageError(
    `Expected a terminal to ask in before anything starts, --yes or --detach; got ${got}. Nothing was started.`,
    "Add --yes to ask nobody, or --detach to leave the questions open: pawl pending shows them, pawl approve answers.",
  );
}
