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
}

const REPLACEMENT = 0xfffd;

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
  constructor(label: string = "utf-8", options: { fatal?: boolean; ignoreBOM?: boolean } = {}) {
    if (!/^\s*(utf-?8|unicode-1-1-utf-8)\s*$/i.test(label)) {
      throw new RangeError(`TextDecoder knows utf-8 only, got "${label}"`);
    }
    this.fatal = Boolean(options.fatal);
    this.ignoreBOM = Boolean(options.ignoreBOM);
  }
  get encoding(): string {
    return "utf-8";
  }
  decode(input: ArrayBuffer | ArrayBufferView = new Uint8Array()): string {
    const bytes = toBytes(input);
    let at = !this.ignoreBOM && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
    let text = "";
    while (at < bytes.length) {
      const { point, length } = decodeAt(bytes, at);
      if (point === null && this.fatal) throw new TypeError(`TextDecoder: byte ${at} is not UTF-8`);
      text += String.fromCodePoint(point ?? REPLACEMENT);
      at += length;
    }
    return text;
  }
}

function toBytes(input: ArrayBuffer | ArrayBufferView): Uint8Array {
  return ArrayBuffer.isView(input)
    ? new Uint8Array(input.buffer, input.byteOffset, input.byteLength)
    : new Uint8Array(input);
}

/** Lower and upper bound of the second byte, by first byte: what keeps surrogates and overlong forms out. */
function secondByteRange(first: number): readonly [number, number] {
  if (first === 0xe0) return [0xa0, 0xbf];
  if (first === 0xed) return [0x80, 0x9f];
  if (first === 0xf0) return [0x90, 0xbf];
  if (first === 0xf4) return [0x80, 0x8f];
  return [0x80, 0xbf];
}

function decodeAt(bytes: Uint8Array, at: number): { point: number | null; length: number } {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return { point: first, length: 1 };
  const trails =
    first >= 0xc2 && first <= 0xdf ? 1 : (first & 0xf0) === 0xe0 ? 2 : first >= 0xf0 && first <= 0xf4 ? 3 : 0;
  if (trails === 0) return { point: null, length: 1 };
  let point = first & (0x3f >> trails);
  for (let n = 1; n <= trails; n++) {
    const [low, high] = n === 1 ? secondByteRange(first) : [0x80, 0xbf];
    const byte = bytes[at + n];
    if (byte === undefined || byte < low || byte > high) return { point: null, length: n };
    point = (point << 6) | (byte & 0x3f);
  }
  return { point, length: trails + 1 };
}
