import { expect, it } from "vitest";
import { decodeBase64 } from "../../../src/workflows/engine/base64.ts";

it("decodes what Node encodes, whatever the length and the padding", () => {
  for (let length = 0; length < 260; length++) {
    const bytes = Uint8Array.from({ length }, (_, n) => (n * 37 + length) % 256);
    expect(Buffer.from(decodeBase64(Buffer.from(bytes).toString("base64"))).equals(bytes)).toBe(true);
  }
});

it("decodes texts without their padding", () => {
  expect([...decodeBase64("//8")]).toEqual([255, 255]);
  expect([...decodeBase64("+w")]).toEqual([251]);
});
