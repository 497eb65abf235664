// The exact values of secrets, as they are and as programs write them: escaped, encoded, or cut in two.
import { wellFormed } from "../well-formed.ts";
import { CLUE_MIN_CHARS } from "./scanner.ts";
import type { Clue } from "./scanner.ts";
import type { SecretValue } from "./secret-values.ts";

/** An encoded form shorter than this would be found by chance. */
const FORM_MIN_CHARS = 8;

/** Clues for the values in all their forms, the longest first: a value may be the beginning of another. */
export function valueClues(values: readonly SecretValue[]): readonly Clue[] {
  const forms = new Map<string, string>();
  for (const { name, value } of values) for (const form of formsOf(value)) forms.set(form, name);
  return [...forms].toSorted(([a], [b]) => b.length - a.length).map(([form, name]) => formClue(form, name));
}

function formClue(form: string, kind: string): Clue {
  return {
    text: form.slice(0, CLUE_MIN_CHARS),
    find(text, at) {
      const end = endOfForm(text, at, form);
      return end === null ? null : { start: at, end, kind };
    },
  };
}

/** Programs that encode break their lines: `base64` after 76 characters. */
function endOfForm(text: string, at: number, form: string): number | null {
  let end = at;
  for (let index = 0; index < form.length; index += 1) {
    if (text[end] !== form[index]) end = afterBreak(text, end);
    if (text[end] !== form[index]) return null;
    end += 1;
  }
  return end;
}

/** Behind one line break, real or escaped; the same place when there is none. */
function afterBreak(text: string, at: number): number {
  if (text[at] === "\r" && text[at + 1] === "\n") return at + 2;
  if (text[at] === "\n") return at + 1;
  return text[at] === "\\" && text[at + 1] === "n" ? at + 2 : at;
}

/** Clues for halves of values: output that is too long loses its middle, and the cut may go through a secret. */
export function partClues(values: readonly SecretValue[]): readonly Clue[] {
  return values.flatMap(({ name, value }) => [beginningClue(name, value), endClue(name, value)]);
}

function beginningClue(kind: string, value: string): Clue {
  const enough = partChars(value);
  return {
    text: value.slice(0, CLUE_MIN_CHARS),
    find(text, at) {
      let length = CLUE_MIN_CHARS;
      while (length < value.length && text[at + length] === value[length]) length += 1;
      return length < enough ? null : { start: at, end: at + length, kind };
    },
  };
}

function endClue(kind: string, value: string): Clue {
  const enough = partChars(value);
  const tail = value.slice(-CLUE_MIN_CHARS);
  return {
    text: tail,
    find(text, at, from) {
      const end = at + CLUE_MIN_CHARS;
      let length = CLUE_MIN_CHARS;
      while (length < value.length && end - length > from && text[end - length - 1] === value.at(-length - 1))
        length += 1;
      return length < enough ? null : { start: end - length, end, kind };
    },
  };
}

/** Half of a value is worth hiding; the rest is too much to guess. */
function partChars(value: string): number {
  return Math.max(FORM_MIN_CHARS, Math.ceil(value.length / 2));
}

function formsOf(value: string): readonly string[] {
  const bytes = Buffer.from(value, "utf8");
  const json = JSON.stringify(value).slice(1, -1);
  const url = encodeURIComponent(wellFormed(value));
  const forms = [
    value,
    json,
    JSON.stringify(json).slice(1, -1),
    url,
    url.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    url.replaceAll("%20", "+"),
    value.replace(/[&<>"']/g, (character) => HTML[character] ?? character),
    value.replaceAll("'", "'\\''"),
    value.replaceAll("\n", "\r\n"),
    bytes.toString("hex"),
    bytes.toString("hex").toUpperCase(),
    ...base64Forms(bytes),
  ];
  return forms.filter((form) => form.length >= FORM_MIN_CHARS);
}

const HTML: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/**
 * Base64 depends on what stands around the value (`user:` before it, a line break behind): of each of the three ways
 * the bytes can fall the characters that belong to the value alone.
 */
function base64Forms(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes])
      .toString("base64")
      .replace(/=+$/, "");
    const firstOwn = Math.ceil((before * 8) / 6);
    const ownEnd = Math.floor(((before + bytes.length) * 8) / 6);
    const own = encoded.slice(firstOwn, ownEnd);
    return [own, own.replaceAll("+", "-").replaceAll("/", "_")];
  });
}
