// `pawl run NAME --help`: help on what a command is given, in place of help on the command.
import type { Command, OptionSpec } from "./command.ts";

/** The first argument of a command line that also asks for help; `null` when the help is that of the command. */
export function argumentToExplain(words: readonly string[], { options }: Command): string | null {
  if (!words.some((word) => word === "--help" || word === "-h")) return null;
  for (let index = 1; index < words.length; index += 1) {
    const word = words[index] ?? "";
    if (word === "-" || !word.startsWith("-")) return word === "" ? null : word;
    if (takesValue(word, options)) index += 1;
  }
  return null;
}

/** The value of `--flag value`, of the flags of one command. */
export function valueOfFlag(words: readonly string[], flag: string): string | undefined {
  const joined = words.find((word) => word.startsWith(`${flag}=`));
  if (joined !== undefined) return joined.slice(flag.length + 1);
  const index = words.indexOf(flag);
  return index === -1 ? undefined : words[index + 1];
}

function takesValue(word: string, options: readonly OptionSpec[]): boolean {
  return options.some(({ flags }) => flags.startsWith(`${word} <`));
}
