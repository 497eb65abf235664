// AWS gives out pairs: an id that can be told by its looks, and a secret that looks like any base64.
import { isInsideWord, matchAt } from "./match-at.ts";
import type { Clue, Found } from "./scanner.ts";

export const AWS_CLUES: readonly Clue[] = [
  ...["AKIA", "ASIA"].map((text) => ({ text, find: findPair })),
  ...["ecret_access_key", "ECRET_ACCESS_KEY", "ecretAccessKey"].map((text) => ({
    text,
    find: findNamedSecret,
  })),
];

/** How far behind an access key's id its secret may stand. */
const PAIR_CHARS = 160;
const SECRET_CHARS = 40;
const ID = /A[KS]IA[A-Z2-7]{16}(?![A-Za-z0-9])/y;
const SECRET = /(?<![A-Za-z0-9/+])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])/g;
const NAMED_SECRET = /ecret_?access_?key["']?\s{0,8}[:=]\s{0,8}["']?([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])/iy;

function findPair(text: string, at: number, from: number): Found | null {
  if (isInsideWord(text, at, from)) return null;
  const id = matchAt(ID, text, at);
  if (id === null) return null;
  const end = at + id[0].length;
  const behind = text.slice(end, end + PAIR_CHARS);
  const secret = [...behind.matchAll(SECRET)].find(([value]) => isMixed(value));
  return {
    start: at,
    end: secret === undefined ? end : end + secret.index + SECRET_CHARS,
    kind: "aws key",
  };
}

function findNamedSecret(text: string, at: number): Found | null {
  const match = matchAt(NAMED_SECRET, text, at);
  const secret = match?.[1] ?? "";
  if (match === null || !isMixed(secret)) return null;
  const end = at + match[0].length;
  return { start: end - SECRET_CHARS, end, kind: "aws secret" };
}

/** A hash in hexadecimal has 40 characters, too. */
function isMixed(value: string): boolean {
  return /[a-z]/.test(value) && /[A-Z]/.test(value) && /\d/.test(value);
}
