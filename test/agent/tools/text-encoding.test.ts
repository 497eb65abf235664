import { expect, test } from "vitest";
import { encodingOf } from "../../../src/agent/tools/text-encoding.ts";

const ALL_BYTES = Buffer.from(Uint8Array.from({ length: 256 }, (_, byte) => byte));

test("every byte of a file that is not UTF-8 has a character of its own, and goes back to the same byte", () => {
  const encoding = encodingOf(ALL_BYTES);
  expect(encoding.name).toBe("windows-1252");
  const text = encoding.decode(ALL_BYTES);
  expect(new Set(text).size).toBe(256);
  expect(encoding.encode(text)).toEqual(ALL_BYTES);
});

test("what is valid UTF-8 is UTF-8, byte order mark and odd characters included", () => {
  for (const text of ["", "plain", "\uFEFFmark", "grün 😀 \uFFFD\u0000\u2028"]) {
    const encoding = encodingOf(Buffer.from(text));
    expect(encoding.name).toBe("utf-8");
    expect(encoding.encode(encoding.decode(Buffer.from(text)))).toEqual(Buffer.from(text));
  }
});

test("a few broken bytes among UTF-8 do not make it another encoding; no valid character does", () => {
  const broken = Buffer.concat([Buffer.from("größer, höher "), Buffer.from([0xe9]), Buffer.from(" x")]);
  expect(encodingOf(broken).name).toBe("broken utf-8");
  expect(encodingOf(Buffer.from("caf\xe9", "latin1")).name).toBe("windows-1252");
  // "Chinese" in GBK: hardly any pair of its bytes happens to be UTF-8.
  expect(encodingOf(Buffer.from([0xd6, 0xd0, 0xce, 0xc4, 0xd6, 0xd0, 0xce, 0xc4])).name).toBe("windows-1252");
  expect(encodingOf(Buffer.from("cut off \xe2\x82", "latin1")).name).toBe("windows-1252");
  // Encoded surrogates and overlong forms are no UTF-8.
  expect(encodingOf(Buffer.from([0xed, 0xa0, 0x80])).name).toBe("windows-1252");
  expect(encodingOf(Buffer.from([0xc0, 0xaf])).name).toBe("windows-1252");
});

test("a text that such a file cannot hold is refused with the reason", () => {
  const latin = encodingOf(Buffer.from([0xe9]));
  expect(latin.encode("naïve €")).toEqual(Buffer.from([0x6e, 0x61, 0xef, 0x76, 0x65, 0x20, 0x80]));
  expect(latin.encode("中")).toContain('it contains "中"');
  const broken = encodingOf(Buffer.concat([Buffer.from("ü"), Buffer.from([0xff])]));
  expect(broken.encode("a\uFFFD")).toContain("stands for bytes that are not UTF-8");
  expect(encodingOf(Buffer.from("x")).encode("\uD800")).toContain("half a character");
});
