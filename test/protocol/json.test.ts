import { expect, it } from "vitest";
import { cutText, utf8Bytes } from "../../src/protocol/json.ts";

it("counts the bytes of a text as Node does, lone surrogates included", () => {
  const texts = [
    "",
    "plain",
    "hé€😀",
    "\u0000\u007f\u0080\u07ff\u0800\uffff",
    "\ud800",
    "a\ud83dz",
    "\udc00\ud800",
    "x".repeat(1e6) + "é",
  ];
  expect(texts.map(utf8Bytes)).toEqual(texts.map((text) => Buffer.byteLength(text)));
});

it("cuts a text and says how much is missing", () => {
  expect(cutText("short", 5)).toBe("short");
  expect(cutText("longer", 4)).toBe("long… [2 more characters]");
});
