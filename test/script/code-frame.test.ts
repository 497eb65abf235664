import { expect, test } from "vitest";
import { FRAME_LINE_CHARS } from "../../src/protocol/limits.ts";
import { codeFrame } from "../../src/protocol/code-frame.ts";

const TEXT = "one\ntwo\nthree\nfour\nfive\nsix\n";

test("S12 a frame shows two lines on either side and a caret under the column", () => {
  expect(codeFrame(TEXT, 3, 4)).toBe(
    ["  1 | one", "  2 | two", "> 3 | three", "    |    ^", "  4 | four", "  5 | five"].join("\n"),
  );
});

test("S12 the frame of the last line does not show the empty line after it", () => {
  expect(codeFrame(TEXT, 6, 1).split("\n").at(-1)).toBe("    | ^");
});

test("S12 places outside of the text are moved into it", () => {
  expect(codeFrame(TEXT, 99, 99)).toContain("> 7 |");
  expect(codeFrame(TEXT, 0, 0)).toContain("> 1 | one\n    | ^");
  expect(codeFrame(TEXT, Number.NaN, Number.NaN)).toContain("> 1 | one\n    | ^");
  expect(codeFrame("", 1, 1)).toBe("> 1 |\n    | ^");
});

test("S12 a long line is shown through a window around the column", () => {
  const line = `${"a".repeat(5_000)}X${"b".repeat(5_000)}`;
  const [, shown, caret] = codeFrame(`short\n${line}`, 2, 5_001).split("\n");
  expect(shown?.[caret?.indexOf("^") ?? -1]).toBe("X");
  expect(shown?.length).toBeLessThan(FRAME_LINE_CHARS + 12);
  expect(codeFrame(`short\n${line}`, 2, 1)).toContain("> 2 | aaa");
});

test("S12 tabs keep the caret under its column", () => {
  const [, caret] = codeFrame("\t\tx y", 1, 5).split("\n");
  expect(caret).toBe("    | \t\t  ^");
});

test("S12 control characters are shown as dots, so that a frame cannot steer a terminal", () => {
  expect(codeFrame("a\u001b[31mb\u202ec\u0007", 1, 1)).toContain("> 1 | a·[31mb·c·");
});
