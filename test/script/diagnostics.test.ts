import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import type { Diagnostic } from "../../src/protocol/script.ts";
import { compileScript } from "../../src/script/compile-script.ts";
import { failureTypeOf, formatDiagnostics } from "../../src/script/diagnostics.ts";
import { META } from "./program-engine.ts";

function diagnosticsOf(text: string): readonly Diagnostic[] {
  const result = compileScript(text);
  return result.ok ? result.script.warnings : result.diagnostics;
}

test("S11 trouble with meta alone is a ScriptMetaError, anything else a ScriptSyntaxError", () => {
  const metaTrouble = [
    "return 1;",
    "export const meta = {};",
    "export const meta = { name: x, description: 'd' };",
  ];
  expect(metaTrouble.map((text) => failureTypeOf(diagnosticsOf(text)))).toEqual(
    metaTrouble.map(() => "ScriptMetaError"),
  );
  const others = ["", "{", `${META} import 'x';`, "import 'x'; return 1;"];
  expect(others.map((text) => failureTypeOf(diagnosticsOf(text)))).toEqual(
    others.map(() => "ScriptSyntaxError"),
  );
});

test("S11 warnings do not decide the failure type", () => {
  expect(failureTypeOf(diagnosticsOf("fetch('x');"))).toBe("ScriptMetaError");
});

test("S04 plain text for people: place, severity, code and message; advice; frame", () => {
  expect(formatDiagnostics("plan.js", diagnosticsOf(`${META}\nimport "x";`))).toBe(
    [
      'plan.js:2:1 error S04-import `import` of "x": a script has no modules.',
      "  Remove it. Everything a script may use is a global; files, network and packages are for agents and `check(command)`.",
      "",
      `  1 | ${META}`,
      '> 2 | import "x";',
      "    | ^",
    ].join("\n"),
  );
});

test("S04 errors come before warnings, each in the order of the text", () => {
  const found = diagnosticsOf(`${META}\nfetch("x");\nimport "x";\nprocess.exit();\nexport * from "y";`);
  expect(found.map(({ severity, line }) => `${severity} ${line}`)).toEqual([
    "error 3",
    "error 5",
    "warning 2",
    "warning 4",
  ]);
});

test("the hash is the sha256 of the author's text in UTF-8", () => {
  const text = `${META}\nreturn "é";`;
  const result = compileScript(text);
  expect(result.ok && result.script.hash).toBe(
    createHash("sha256").update(Buffer.from(text, "utf8")).digest("hex"),
  );
});

test("S02 a `__proto__` in meta reaches no prototype", () => {
  const result = compileScript(
    'export const meta = { name: "a", description: "b", "__proto__": { polluted: true } };',
  );
  expect(result.ok && result.script.meta).toEqual({ name: "a", description: "b", phases: [] });
  expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
});

test("the same text gives the same result", () => {
  const text = `${META}\nconst x = agent("a");\nreturn fetch;`;
  expect(compileScript(text)).toEqual(compileScript(text));
});
