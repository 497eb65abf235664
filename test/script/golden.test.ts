// The language by example: every folder of golden/ is one script and what the language makes of it.
// UPDATE_GOLDEN=1 writes the files anew; read the difference before committing it.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { PROGRAM_HEAD_LINES, programText } from "../../src/protocol/script.ts";
import { schemaProblem } from "../../src/agent/schema-problem.ts";
import { compileScript } from "../../src/script/compile-script.ts";
import { failureTypeOf, formatDiagnostics } from "../../src/script/diagnostics.ts";

const GOLDEN = join(import.meta.dirname, "golden");
const CASES = readdirSync(GOLDEN).toSorted();

/** What the folder should hold beside `input.js`: absent files must not be there. */
function outputsOf(text: string): Record<"output.json" | "diagnostics.txt", string | null> {
  const result = compileScript(text, { schemaProblem });
  const diagnostics = result.ok ? result.script.warnings : result.diagnostics;
  const failure = result.ok ? "" : `${failureTypeOf(diagnostics)}\n\n`;
  const lines = result.ok ? programText(text, result.script.program).split("\n") : [];
  return {
    "output.json": result.ok
      ? `${JSON.stringify({ meta: result.script.meta, blanked: result.script.program.blanked, firstLine: lines[PROGRAM_HEAD_LINES] }, null, 2)}\n`
      : null,
    "diagnostics.txt":
      diagnostics.length > 0 ? `${failure}${formatDiagnostics("input.js", diagnostics)}\n` : null,
  };
}

describe("S01 to S05, S11, S12: the language by example", () => {
  test.each(CASES)("%s", (name) => {
    const folder = join(GOLDEN, name);
    const outputs = outputsOf(readFileSync(join(folder, "input.js"), "utf8"));
    for (const [file, expected] of Object.entries(outputs)) {
      const path = join(folder, file);
      if (process.env["UPDATE_GOLDEN"] === "1") update(path, expected);
      expect({ file, content: existsSync(path) ? readFileSync(path, "utf8") : null }).toEqual({
        file,
        content: expected,
      });
    }
  });

  test("there are at least 40 of them", () => {
    expect(CASES.length).toBeGreaterThanOrEqual(40);
  });
});

function update(path: string, content: string | null): void {
  if (content === null) rmSync(path, { force: true });
  else writeFileSync(path, content);
}
