// TextEncoder and TextDecoder for UTF-8, after the Encoding standard's decoder.

export class TextEncoder {
  get encoding(): string {
    return "utf-8";
  }
  encode(text: string = ""): Uint8Array {
    const bytes: number[] = [];
    for (const character of String(text)) pushCodePoint(bytes, character.codePointAt(0) ?? 0);
    return Uint8Array.from(bytes);
  }
  /** Writes whole characters only, as many as fit. `read` counts UTF-16 units. */
  encodeInto(text: string, target: Uint8Array): { read: number; written: number } {
    let read = 0;
    let written = 0;
    for (const character of String(text)) {
      const bytes: number[] = [];
      pushCodePoint(bytes, character.codePointAt(0) ?? 0);
      if (written + bytes.length > target.length) break;
      target.set(bytes, written);
      read += character.length;
      written += bytes.length;
    }
    return { read, written };
  }
}

const REPLACEMENT = 0xfffd;
const BYTE_ORDER_MARK = 0xfeff;

function pushCodePoint(bytes: number[], point: number): void {
  const code = point >= 0xd800 && point <= 0xdfff ? REPLACEMENT : point;
  if (code < 0x80) bytes.push(code);
  else if (code < 0x800) bytes.push(0xc0 | (code >> 6), trail(code));
  else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), trail(code >> 6), trail(code));
  else bytes.push(0xf0 | (code >> 18), trail(code >> 12), trail(code >> 6), trail(code));
}

function trail(bits: number): number {
  return 0x80 | (bits & 0x3f);
}

export class TextDecoder {
  readonly fatal: boolean;
  readonly ignoreBOM: boolean;
  /** Bytes of a character whose rest is to come (`stream`). */
  #held: Uint8Array = new Uint8Array();
  #isAtStart = true;
  constructor(label: string = "utf-8", options: { fatal?: boolean; ignoreBOM?: boolean } = {}) {
    if (!/^[\t\n\f\r ]*(utf-?8|unicode-1-1-utf-8)[\t\n\f\r ]*$/i.test(label)) {
      throw new RangeError(`TextDecoder knows utf-8 only, got "${label}"`);
    }
    this.fatal = Boolean(options.fatal);
    this.ignoreBOM = Boolean(options.ignoreBOM);
  }
  get encoding(): string {
    return "utf-8";
  }
  decode(
    input: ArrayBuffer | ArrayBufferView = new Uint8Array(),
    options: { stream?: boolean } = {},
  ): string {
    const bytes = joined(this.#held, toBytes(input));
    const stream = Boolean(options.stream);
    let at = 0;
    let text = "";
    while (at < bytes.length) {
      const { point, length } = decodeAt(bytes, at);
      if (point === "cut" && stream) break;
      if (typeof point === "string" && this.fatal) {
        this.#restart();
        throw new TypeError(`TextDecoder: byte ${at} is not UTF-8`);
      }
      const code = typeof point === "string" ? REPLACEMENT : point;
      const isMark = this.#isAtStart && code === BYTE_ORDER_MARK && !this.ignoreBOM;
      if (!isMark) text += String.fromCodePoint(code);
      this.#isAtStart = false;
      at += length;
    }
    if (stream) this.#held = bytes.slice(at);
    else this.#restart();
    return text;
  }
  #restart(): void {
    this.#held = new Uint8Array();
    this.#isAtStart = true;
  }
}

function toBytes(input: unknown): Uint8Array {
  if (ArrayBuffer.isView(input)) return new Uint8Array(input.buffer, input.byteOffset, input.byteLength);
  if (input instanceof ArrayBuffer || input instanceof SharedArrayBuffer) return new Uint8Array(input);
  throw new TypeError("TextDecoder.decode() takes an ArrayBuffer or a view of one");
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  if (first.length === 0) return second;
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

/** Lower and upper bound of the second byte, by first byte: what keeps surrogates and overlong forms out. */
function secondByteRange(first: number): readonly [number, number] {
  if (first === 0xe0) return [0xa0, 0xbf];
  if (first === 0xed) return [0x80, 0x9f];
  if (first === 0xf0) return [0x90, 0xbf];
  if (first === 0xf4) return [0x80, 0x8f];
  return [0x80, 0xbf];
}

/** `invalid`: no UTF-8, `length` bytes of it make one replacement. `cut`: the bytes end inside of a character. */
type Decoded = { readonly point: number | "invalid" | "cut"; readonly length: number };

function decodeAt(bytes: Uint8Array, at: number): Decoded {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return { point: first, length: 1 };
  const trails =
    first >= 0xc2 && first <= 0xdf ? 1 : (first & 0xf0) === 0xe0 ? 2 : first >= 0xf0 && first <= 0xf4 ? 3 : 0;
  if (trails === 0) return { point: "invalid", length: 1 };
  let point = first & (0x3f >> trails);
  for (let n = 1; n <= trails; n++) {
    const [low, high] = n === 1 ? secondByteRange(first) : [0x80, 0xbf];
    const byte = bytes[at + n];
    if (byte === undefined) return { point: "cut", length: n };
    if (byte < low || byte > high) return { point: "invalid", length: n };
    point = (point << 6) | (byte & 0x3f);
  }
  return { point, length: trails + 1 };
}
