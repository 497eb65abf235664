// What a file is that is no text, by its first bytes.

/** Git's own rule: a NUL this early makes a file binary. */
export const SNIFFED_BYTES = 8_000;

type Sign = { readonly kind: string; readonly bytes: string; readonly at?: number };

/** Bytes as Latin-1. Formats that a text can be mistaken for, or that deserve their name. */
const SIGNS: readonly Sign[] = [
  { kind: "a PDF document", bytes: "%PDF-" },
  { kind: "a PNG image", bytes: "\x89PNG\r\n" },
  { kind: "a JPEG image", bytes: "\xFF\xD8\xFF" },
  { kind: "a GIF image", bytes: "GIF8" },
  { kind: "a WebP image", bytes: "WEBP", at: 8 },
  { kind: "a ZIP archive", bytes: "PK\x03\x04" },
  { kind: "a gzip archive", bytes: "\x1F\x8B" },
  { kind: "an SQLite database", bytes: "SQLite format 3\0" },
  { kind: "a program", bytes: "\x7FELF" },
];

const UTF_16_MARKS = ["\xFF\xFE", "\xFE\xFF"];

/** "a PNG image", "a binary file" …, or `null` for what may be read as text. Give the first `SNIFFED_BYTES`. */
export function binaryKind(start: Uint8Array): string | null {
  const head = Buffer.from(start).toString("latin1");
  const sign = SIGNS.find(({ bytes, at = 0 }) => head.startsWith(bytes, at));
  if (sign !== undefined) return sign.kind;
  if (UTF_16_MARKS.some((mark) => head.startsWith(mark))) return "text in UTF-16";
  return head.includes("\0") ? "a binary file" : null;
}

/** What to do instead of reading or changing it as text. */
export function adviceFor(kind: string): string {
  if (kind === "text in UTF-16") return "Convert it with iconv in Bash.";
  if (kind.endsWith("image")) return "What it shows cannot be seen here; file in Bash tells its size.";
  if (kind === "a PDF document") return "Use a program such as pdftotext in Bash, if there is one.";
  return "Use a program for its format in Bash.";
}
