// Every loop with room before it gets a mark; the mark changes nothing, and places behind it are still the author's.
import { expect, it, test } from "vitest";
import { LOOP_MARK, programText } from "../../src/protocol/script.ts";
import { authorPosition } from "../../src/protocol/text-position.ts";
import { compileScript } from "../../src/script/compile-script.ts";
import { META, runScript } from "./program-engine.ts";

function loopsOf(text: string): readonly number[] {
  const compiled = compileScript(text);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.diagnostics));
  return compiled.script.program.loops ?? [];
}

const LOOPS = [
  ["for (let i = 0; i < 3; i++) n++"],
  ["for (const x of [1, 2, 3]) n++"],
  ["for await (const x of [1, 2, 3]) n++"],
  ["for (const k in { a: 1, b: 2, c: 3 }) n++"],
  ["while (n < 3) n++"],
  ["do n++; while (n < 3)"],
  ["outer: inner: for (;;) { if (++n > 2) break outer; continue inner }"],
  ["{ for (;;) { if (++n > 2) break } }"],
  ["switch (1) { case 1: while (n < 3) n++ }"],
  ["void (() => { while (n < 3) n++ })()"],
  ["class A { static { while (n < 3) n++ } }"],
  ["if (true) { do n++\nwhile (n < 3) } else { for (;;); }"],
] as const;

test.each(LOOPS)("S09 a loop with room before it has a mark, and does what it did: %s", async (loop) => {
  // No semicolon before it: the mark must not join the statement above.
  const text = `${META}\nlet n = 0\n${loop}\nreturn n`;
  const marks = loopsOf(text);
  expect(marks.length).toBe(loop.includes("else { for") ? 2 : 1);
  for (const mark of marks) expect(text.slice(mark)).toMatch(/^(outer:|for|while|do)/);
  expect(await runScript(text)).toEqual({ kind: "value", value: 3 });
});

it("S09 a loop that is the only statement of another one has no room, and is left alone", async () => {
  const text = `${META}\nlet n = 0\nif (true) while (n < 2) n++\nfor (;;) for (;;) return n`;
  expect(loopsOf(text)).toEqual([text.indexOf("for (;;) for")]);
  expect(await runScript(text)).toEqual({ kind: "value", value: 2 });
});

it("S09 the mark stands in the program, never in the author's line count", () => {
  const text = `${META}\nfor (;;) break; while (false);\nreturn 1`;
  const compiled = compileScript(text);
  const program = compiled.ok ? programText(text, compiled.script.program).split("\n") : [];
  expect(program[2]).toBe(`${LOOP_MARK}for (;;) break; ${LOOP_MARK}while (false);`);
  expect(program[3]).toBe("return 1");
});

it("S12 a place behind marks is the author's: each column of each line, whatever characters stand there", () => {
  const text = `${META}\nconst é = '😀'; for (;;) { é.x(); while (é) { '€'; y() } }\nfor (;;) z()`;
  const loops = loopsOf(text);
  const lines = text.split("\n");
  for (const [n, line] of lines.entries()) {
    const start = lines.slice(0, n).join("\n").length + (n > 0 ? 1 : 0);
    for (let unit = 0; unit < line.length; unit++) {
      if (/[\udc00-\udfff]/.test(line[unit] ?? "")) continue;
      const marks = loops.filter((loop) => loop >= start && loop <= start + unit).length;
      const bytes = Buffer.byteLength(line.slice(0, unit)) + marks * LOOP_MARK.length;
      expect(authorPosition(text, { line: n + 2, column: bytes + 1 }, loops)).toEqual({
        line: n + 1,
        column: unit + 1,
      });
    }
  }
});

it("S12 a place inside of a mark is that of its loop", () => {
  const text = `${META}\n  while (true) f()`;
  const loops = loopsOf(text);
  for (let column = 3; column <= 3 + LOOP_MARK.length; column++)
    expect(authorPosition(text, { line: 3, column }, loops)).toEqual({ line: 2, column: 3 });
});

it("S12 an error behind a loop on the same line has the author's column", async () => {
  const body = "for (const x of [1]) x; while (false); missing()";
  const text = `${META}\n${body}`;
  const outcome = await runScript(text);
  expect(outcome).toMatchObject({ kind: "error", at: { line: 2, column: body.indexOf("missing") + 1 } });
});
