// Clues for everything that can be told to be a secret by its looks.
import { AWS_CLUES } from "./aws-clues.ts";
import { KEY_FORMATS } from "./key-formats.ts";
import type { KeyFormat } from "./key-formats.ts";
import { isInsideWord, matchAt } from "./match-at.ts";
import { PRIVATE_KEY_CLUES } from "./private-key-clues.ts";
import type { Clue } from "./scanner.ts";
import { URL_CLUE } from "./url-clue.ts";

/** Those that begin alike stand in the order of trial. */
export const FORMAT_CLUES: readonly Clue[] = [
  ...KEY_FORMATS.flatMap((format) => format.begins.map((text) => keyClue(format, text))),
  ...AWS_CLUES,
  ...PRIVATE_KEY_CLUES,
  URL_CLUE,
];

function keyClue({ kind, pattern, accepts }: KeyFormat, text: string): Clue {
  return {
    text,
    find(all, at, from) {
      if (isInsideWord(all, at, from)) return null;
      const match = matchAt(pattern, all, at);
      if (match === null || accepts?.(match) === false) return null;
      const end = at + match[0].length;
      return { start: end - (match[1] ?? match[0]).length, end, kind };
    },
  };
}
