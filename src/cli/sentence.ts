// Words of a person on the command line: there are some, and not more than a run takes.
import type { Invocation } from "./command.ts";
import { textArgument } from "./read-options.ts";
import { UsageError } from "./usage-error.ts";

export type Sentence = {
  readonly name: string;
  readonly maxChars: number;
  /** What to type instead of none. */
  readonly example: string;
};

/** Throws `UsageError`. */
export function sentenceArgument(
  invocation: Invocation,
  index: number,
  { name, maxChars, example }: Sentence,
): string {
  const words = textArgument(invocation, index) ?? "";
  if (words.trim() === "") {
    const got = words === "" ? "none" : "white space alone";
    throw new UsageError(`${name}: expected words, got ${got}.`, `Say it in quotes, as in ${example}`);
  }
  if (words.length <= maxChars) return words;
  throw new UsageError(
    `${name}: expected at most ${maxChars} characters, got ${words.length}.`,
    'Put it into a file of the workspace and name that, as in "Do what notes.md says".',
  );
}
