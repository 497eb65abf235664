// The task of `pawl do` and `pawl plan`.
import { TASK_MAX_CHARS } from "../protocol/limits.ts";
import type { Invocation } from "./command.ts";
import { sentenceArgument } from "./sentence.ts";

export function taskArgument(invocation: Invocation, command: "do" | "plan"): string {
  const example = `pawl ${command} "Make the tests of src/date.js pass"`;
  return sentenceArgument(invocation, 0, { name: "task", maxChars: TASK_MAX_CHARS, example });
}
