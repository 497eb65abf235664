// How a file's bytes are text, and back, so that no byte is changed that nobody asked to change. Files that are not
// UTF-8 are common in old code bases; reading them as UTF-8 and writing them back destroys them.
import { isUtf8 } from "node:buffer";
import { wellFormed } from "../well-formed.ts";

export type TextEncoding = {
  readonly name: "utf-8" | "broken utf-8" | "windows-1252";
  decode(bytes: Uint8Array): string;
  /** The bytes that `text` has in such a file; a sentence when it has none. */
  encode(text: string): Buffer | string;
};

const REPLACEMENT = "\uFFFD";
const HALF_CHARACTER = "it contains half a character (a lone surrogate)";

const UTF_8: TextEncoding = {
  name: "utf-8",
  decode: (bytes) => Buffer.from(bytes).toString("utf8"),
  encode: (text) => (wellFormed(text) === text ? Buffer.from(text, "utf8") : HALF_CHARACTER),
};

/** UTF-8 with some bytes that are none: those are shown as U+FFFD and cannot be named. */
const BROKEN_UTF_8: TextEncoding = {
  ...UTF_8,
  name: "broken utf-8",
  encode: (text) =>
    text.includes(REPLACEMENT)
      ? `it contains ${REPLACEMENT}, which stands for bytes that are not UTF-8; leave those out`
      : UTF_8.encode(text),
};

/** Of the bytes from 0x80 on, where Windows-1252 differs from Latin-1; five it has not are control characters here. */
const HIGH = "€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8DŽ\x8F\x90‘’“”•–—˜™š›œ\x9DžŸ";
/** One character for each byte. Not by TextDecoder: Node 20's takes Windows-1252 for Latin-1. */
const CHARACTERS = toWindows1252(Buffer.from(Uint8Array.from({ length: 256 }, (_, byte) => byte)));
const BYTES = new Map(Array.from(CHARACTERS).map((character, byte) => [character, byte]));

const WINDOWS_1252: TextEncoding = {
  name: "windows-1252",
  decode: toWindows1252,
  encode(text) {
    const characters = Array.from(text);
    const bytes = characters.map((character) => BYTES.get(character));
    const missing = bytes.indexOf(undefined);
    if (missing === -1) return Buffer.from(bytes.map((byte) => byte ?? 0));
    return `it contains ${JSON.stringify(characters[missing])}, and this file is not UTF-8 but has one byte per character (Windows-1252)`;
  },
};

/** By the whole content. What is valid UTF-8 is that; else what has more of it than of anything else is broken. */
export function encodingOf(bytes: Uint8Array): TextEncoding {
  if (isUtf8(bytes)) return UTF_8;
  const { valid, invalid } = countSequences(bytes);
  return valid > 0 && valid >= invalid ? BROKEN_UTF_8 : WINDOWS_1252;
}

function toWindows1252(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString("latin1");
  return text.replaceAll(/[\x80-\x9F]/g, (control) => HIGH.charAt(control.charCodeAt(0) - 0x80));
}

/** Characters of more than one byte, and bytes that belong to none. */
function countSequences(bytes: Uint8Array): { readonly valid: number; readonly invalid: number } {
  let [valid, invalid, at] = [0, 0, 0];
  while (at < bytes.length) {
    const byte = bytes[at] ?? 0;
    const length =
      byte < 0x80 ? 1 : byte < 0xc2 ? 0 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : byte < 0xf5 ? 4 : 0;
    const isWhole = length > 1 && isUtf8(bytes.subarray(at, at + length)) && at + length <= bytes.length;
    if (isWhole) valid += 1;
    else if (byte >= 0x80) invalid += 1;
    at += isWhole ? length : 1;
  }
  return { valid, invalid };
}
