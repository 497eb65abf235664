import { expect, test } from "vitest";
import { BoundedOutput } from "../../src/workspace/bounded-output.ts";

/** What comes out after pieces of the sizes given, of a text whose every place can be told. */
function outputOf(sizes: readonly number[], headMax: number, tailMax: number): BoundedOutput {
  const output = new BoundedOutput(headMax, tailMax);
  const text = textOf(sizes);
  let at = 0;
  for (const size of sizes) {
    output.add(Buffer.from(text.slice(at, at + size)));
    at += size;
  }
  return output;
}

function textOf(sizes: readonly number[]): string {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  return Array.from({ length: total }, (_, index) => String.fromCharCode(97 + (index % 26))).join("");
}

test.each([
  ["in one piece", [500]],
  ["byte by byte", Array.from({ length: 500 }, () => 1)],
  ["in pieces of all sizes", [1, 7, 0, 30, 200, 3, 64, 65, 130]],
  ["all of it larger than head and tail", [250, 250]],
])("head and tail are the output's own, %s", (_, sizes) => {
  const [headMax, tailMax] = [70, 64];
  const output = outputOf(sizes, headMax, tailMax);
  const text = textOf(sizes);
  const dropped = text.length - headMax - tailMax;
  expect(output.total).toBe(text.length);
  expect(output.dropped).toBe(dropped);
  const middle = `\n[... ${dropped} bytes of output dropped here ...]\n`;
  expect(output.text()).toBe(text.slice(0, headMax) + middle + text.slice(-tailMax));
});

test.each([
  [0, 64],
  [64, 0],
  [0, 0],
])("either may be nothing: %i and %i bytes", (headMax, tailMax) => {
  const output = outputOf([100, 100], headMax, tailMax);
  const text = textOf([200]);
  expect(output.text().startsWith(text.slice(0, headMax))).toBe(true);
  expect(output.text().endsWith(text.slice(200 - tailMax))).toBe(true);
  expect(output.dropped).toBe(200 - headMax - tailMax);
});

test("what fits is given as it is", () => {
  expect(outputOf([10, 20, 30], 40, 20).text()).toBe(textOf([60]));
});

test("many small pieces take no more memory than the sizes given", () => {
  const output = new BoundedOutput(1_000, 1_000);
  const piece = Buffer.from("x");
  const before = process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed;
  for (let i = 0; i < 300_000; i += 1) output.add(piece);
  const grown = process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed - before;
  expect(output.dropped).toBe(298_000);
  expect(grown).toBeLessThan(40 * 1024 ** 2);
});
