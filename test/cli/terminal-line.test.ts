import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { askLine, type Terminal } from "../../src/cli/terminal-line.ts";

/** Streams in the place of a terminal; a real one is in test/integration/terminal.test.ts. */
function makeTerminal(): Terminal & { readonly input: PassThrough } {
  const input = Object.assign(new PassThrough(), { setRawMode: () => input });
  return { input, output: new PassThrough() } as unknown as Terminal & { readonly input: PassThrough };
}

/** Types when the question has been shown. */
async function typed(words: string, terminal = makeTerminal()): Promise<string | null> {
  terminal.output.once("data", () => terminal.input.write(words));
  return askLine("Start it? ", terminal);
}

test("the line that is typed is the answer, however many follow it", async () => {
  expect(await typed("no: too wide\ny\n")).toBe("no: too wide");
});

test("what was typed before the question is no answer to it", async () => {
  const terminal = makeTerminal();
  terminal.input.write("y\nhalf a line");
  expect(await typed("n\n", terminal)).toBe("n");
});

test("the end of input is no answer", async () => {
  const terminal = makeTerminal();
  terminal.output.once("data", () => terminal.input.end());
  expect(await askLine("Start it? ", terminal)).toBeNull();
});

test("the signal takes the question back, and the next one has the terminal", async () => {
  const terminal = makeTerminal();
  const answeredElsewhere = new AbortController();
  terminal.output.once("data", () => answeredElsewhere.abort());
  expect(await askLine("Start it? ", terminal, answeredElsewhere.signal)).toBeNull();
  expect(await typed("y\n", terminal)).toBe("y");
});
