import { expect, test } from "vitest";
import { LineWindow } from "../../../src/agent/tools/line-window.ts";

const BOUNDS = { offset: 1, limit: 1_000, lineMaxBytes: 8, totalMaxBytes: 10_000 };

/** Numbers from a seed: the same texts and cuts every time. */
function makeDice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * sides);
  };
}

test("wherever the chunks are cut, the window is that of the whole text", () => {
  for (let seed = 1; seed <= 300; seed += 1) {
    const roll = makeDice(seed);
    const text = Array.from(
      { length: roll(60) },
      () => ["a", "bb", "\n", "\r\n", "\r", "ccccc"][roll(6)],
    ).join("");
    const bytes = Buffer.from(text);
    const bounds = { ...BOUNDS, offset: 1 + roll(5), limit: 1 + roll(5) };
    const window = new LineWindow(bounds);
    for (let at = 0; at < bytes.length;) {
      const next = at + 1 + roll(4);
      window.add(Uint8Array.from(bytes.subarray(at, next)));
      at = next;
    }
    window.end();
    const whole = text
      .split("\n")
      .map((line, index, all) => (index < all.length - 1 ? line.replace(/\r$/, "") : line));
    if (whole.at(-1) === "") whole.pop();
    const wanted = whole.slice(bounds.offset - 1, bounds.offset - 1 + bounds.limit);
    expect(window.lines.map((line) => line.bytes.toString())).toEqual(wanted.map((line) => line.slice(0, 8)));
    expect(window.lines.map((line) => line.length)).toEqual(wanted.map((line) => line.length));
    expect(window.count).toBe(whole.length);
    expect(window.closed).toBe(text === "" || text.endsWith("\n"));
    expect(window.lineEnds).toEqual({
      crlf: text.split("\r\n").length - 1,
      lf: text.split(/(?<!\r)\n/).length - 1,
    });
  }
});

test("the window ends when it holds enough bytes, but has one line at least", () => {
  const window = new LineWindow({ ...BOUNDS, lineMaxBytes: 100, totalMaxBytes: 10 });
  window.add(Buffer.from("aaaaaaaaaaaaaaaa\nb\nc\n"));
  window.end();
  expect(window.lines).toHaveLength(1);
  expect(window.full).toBe(true);
  expect(window.count).toBe(3);
});
