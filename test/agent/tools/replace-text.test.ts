import { expect, test } from "vitest";
import { replaceText } from "../../../src/agent/tools/replace-text.ts";

const once = (content: string, from: string, to: string): string =>
  replaceText(content, { from, to, all: false }).content;
const all = (content: string, from: string, to: string): string =>
  replaceText(content, { from, to, all: true }).content;

test("one occurrence is replaced, literally, with all that looks like a pattern", () => {
  expect(once("let a = 1;", "a = 1", "a = '$&$1'")).toBe("let a = '$&$1';");
  expect(once("a.b\r\n(c)*\r\nd", "(c)*\nd", "[x]\n$`")).toBe("a.b\r\n[x]\r\n$`");
});

test("more than one place, overlapping ones too, is left alone and reported", () => {
  expect(replaceText("aaa", { from: "aa", to: "b", all: false })).toEqual({ content: "aaa", places: [0, 1] });
  expect(replaceText("x\ny\r\nx\n", { from: "x\n", to: "", all: false }).places).toEqual([0, 5]);
  expect(replaceText("abc", { from: "x", to: "y", all: false })).toEqual({ content: "abc", places: [] });
});

test("all places are replaced, one after the other, and what was put in is not searched again", () => {
  expect(all("aaaa", "aa", "a")).toBe("aa");
  expect(replaceText("a-a-a", { from: "a", to: "aa", all: true })).toEqual({
    content: "aa-aa-aa",
    places: [0, 2, 4],
  });
});

test("what is put in gets the line ends of the place it comes to", () => {
  expect(once("a\r\nb\r\nc\r\n", "b", "x\ny")).toBe("a\r\nx\r\ny\r\nc\r\n");
  expect(once("a\nb\nc\n", "b", "x\ny")).toBe("a\nx\ny\nc\n");
  expect(once("a\r\nb\r\nc\r\n", "a\nb\n", "a\nnew\nb\n")).toBe("a\r\nnew\r\nb\r\nc\r\n");
});

test("in a file of mixed line ends every line that stays keeps its own", () => {
  const mixed = "one\r\ntwo\nthree\r\nfour\n";
  expect(once(mixed, "one\ntwo\nthree\n", "one\n2\nthree\n")).toBe("one\r\n2\nthree\r\nfour\n");
  expect(once(mixed, "two\nthree", "two\n2.5\nthree")).toBe("one\r\ntwo\n2.5\nthree\r\nfour\n");
  expect(once("a\nb\r\n", "a\nb\n", "b\n")).toBe("b\r\n");
});

/** The same edit on plain line ends must come to the same text: only the line ends may differ. */
test("whatever the line ends, the words come out as they would with plain ones", () => {
  let state = 7;
  const roll = (sides: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * sides);
  };
  const some = (length: number, words: readonly string[]): string =>
    Array.from({ length }, () => words[roll(words.length)] ?? "").join("");
  const plain = (text: string): string => text.replaceAll("\r\n", "\n");
  let replacedOnce = 0;
  for (let round = 0; round < 3_000; round += 1) {
    const content = some(1 + roll(12), ["a", "b", "\n", "\r\n"]);
    const from = some(1 + roll(4), ["a", "b", "\n"]);
    const to = some(roll(5), ["a", "c", "\n"]);
    const result = replaceText(content, { from, to, all: round % 2 === 0 });
    const wanted = replaceText(plain(content), { from, to, all: round % 2 === 0 });
    expect(plain(result.content)).toBe(wanted.content);
    expect(result.places).toHaveLength(wanted.places.length);
    const kinds = (text: string): number => new Set(text.match(/\r?\n/g) ?? []).size;
    expect(kinds(result.content)).toBeLessThanOrEqual(Math.max(1, kinds(content)));
    replacedOnce += wanted.content === plain(content) ? 0 : 1;
  }
  expect(replacedOnce).toBeGreaterThan(300);
});
