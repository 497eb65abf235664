// One line of a transcript: JSON that carries its place and a checksum, so that a torn or changed one is told apart.
import { crc32 } from "node:zlib";

/** `value` as JSON in an envelope, with its line feed. */
export function encodeLine(seq: number, value: object): string {
  const body = JSON.stringify(value);
  return `${head(seq, body)}${body}}\n`;
}

/** The value of a line (without its line feed) that must have this place; `null` when it is not what was written. */
export function decodeLine(seq: number, line: string): unknown {
  const match = /^\{"seq":\d+,"crc":\d+,"entry":/.exec(line);
  if (match === null || !line.endsWith("}")) return null;
  const body = line.slice(match[0].length, -1);
  return match[0] === head(seq, body) ? JSON.parse(body) : null;
}

/** The checksum is over the place, too: a line in another's place is as wrong as a changed one. */
function head(seq: number, body: string): string {
  return `{"seq":${seq},"crc":${crc32(`${seq} ${body}`)},"entry":`;
}
