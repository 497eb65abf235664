// The guest's TextEncoder and TextDecoder against Node's own: every answer must be the same.
import { describe, expect, it } from "vitest";
import * as guest from "../../../src/workflows/guest/text-encoding.ts";

const TEXTS = [
  "",
  "plain",
  "hé€😀",
  "\u0000\u007f\u0080\u07ff\u0800\uffff",
  "\u{10000}\u{10ffff}",
  "\ud800",
  "\udc00",
  "a\ud83dz",
  "\udc00\ud800",
  "\ufeffx",
];

/** First bytes of every kind with second bytes at and beyond every border. */
const BORDERS = [0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xff];
const FIRSTS = [0x41, 0x80, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef];
const LONG_FIRSTS = [0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xf8, 0xfe, 0xff];

function trickyBytes(): Uint8Array[] {
  const samples: number[][] = [
    [],
    [0xef, 0xbb, 0xbf],
    [0xef, 0xbb],
    [0xef, 0xbb, 0xbf, 0xef, 0xbb, 0xbf, 0x41],
  ];
  for (const first of [...FIRSTS, ...LONG_FIRSTS]) {
    samples.push([first], [first, 0x41], [0x41, first]);
    for (const second of BORDERS) {
      samples.push([first, second], [first, second, 0x80], [first, second, 0x80, 0x80, 0x41]);
      samples.push([first, second, 0xc3, 0xa9], [first, second, 0x80, 0xc3]);
    }
  }
  return samples.map((sample) => Uint8Array.from(sample));
}

/** What a decoder says: the text, or that it threw a `TypeError`. */
function said(act: () => string): string {
  try {
    return act();
  } catch (error) {
    return `threw ${(error as Error).name}`;
  }
}

describe("TextEncoder", () => {
  it("S08 gives the same bytes as Node's, lone surrogates included", () => {
    const ours = TEXTS.map((text) => [...new guest.TextEncoder().encode(text)]);
    expect(ours).toEqual(TEXTS.map((text) => [...new TextEncoder().encode(text)]));
  });

  it("S08 encodes nothing, and whatever is no text, as Node's does", () => {
    expect([...new guest.TextEncoder().encode()]).toEqual([]);
    expect([...new guest.TextEncoder().encode(12 as never)]).toEqual([...new TextEncoder().encode("12")]);
  });

  it("S08 encodeInto writes whole characters only, and says how far it came", () => {
    for (const text of TEXTS) {
      for (const room of [0, 1, 2, 3, 4, 7, 30]) {
        const [ours, nodes] = [new Uint8Array(room), new Uint8Array(room)];
        expect(new guest.TextEncoder().encodeInto(text, ours)).toEqual(
          new TextEncoder().encodeInto(text, nodes),
        );
        expect(ours).toEqual(nodes);
      }
    }
  });
});

describe("TextDecoder", () => {
  it.each([
    { fatal: false, ignoreBOM: false },
    { fatal: true, ignoreBOM: false },
    { fatal: false, ignoreBOM: true },
    { fatal: true, ignoreBOM: true },
  ])("S08 reads tricky bytes as Node's does: %o", (options) => {
    for (const bytes of trickyBytes()) {
      const ours = said(() => new guest.TextDecoder("utf-8", options).decode(bytes));
      const nodes = said(() => new TextDecoder("utf-8", options).decode(bytes));
      expect([[...bytes], ours]).toEqual([[...bytes], nodes]);
    }
  });

  it("S08 reads bytes that come in pieces, cut anywhere", () => {
    const whole = new TextEncoder().encode("\ufeffhé€😀!");
    for (let size = 1; size <= whole.length; size++) {
      const decoder = new guest.TextDecoder();
      let text = "";
      for (let at = 0; at < whole.length; at += size)
        text += decoder.decode(whole.subarray(at, at + size), { stream: true });
      expect(text + decoder.decode()).toBe("hé€😀!");
    }
  });

  it("S08 says at the end of a stream that a character is missing its end, and starts afresh", () => {
    const decoder = new guest.TextDecoder();
    expect(decoder.decode(Uint8Array.of(0xf0, 0x9f), { stream: true })).toBe("");
    expect(decoder.decode()).toBe("\ufffd");
    expect(decoder.decode(Uint8Array.of(0x41))).toBe("A");
  });

  it("S08 takes a buffer, and any view of one", () => {
    const bytes = Uint8Array.from([0x78, 0xc3, 0xa9, 0x79]);
    const decoder = new guest.TextDecoder();
    expect(decoder.decode(bytes.buffer)).toBe("xéy");
    expect(decoder.decode(bytes.subarray(1, 3))).toBe("é");
    expect(decoder.decode(new DataView(bytes.buffer, 3))).toBe("y");
  });

  it("S08 refuses what is no bytes", () => {
    expect(() => new guest.TextDecoder().decode("text" as never)).toThrow(TypeError);
    expect(() => new guest.TextDecoder().decode(null as never)).toThrow(TypeError);
  });

  it("S08 knows UTF-8 by its names, and says so of any other", () => {
    for (const label of ["utf-8", "UTF8", " utf-8\n", "unicode-1-1-utf-8"])
      expect(new guest.TextDecoder(label).encoding).toBe("utf-8");
    expect(() => new guest.TextDecoder("latin1")).toThrow(/utf-8 only, got "latin1"/);
  });
});
