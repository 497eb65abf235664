import { describe, expect, test } from "vitest";
import { PROGRAM_HEAD_LINES, PROGRAM_PARAMETERS, programText } from "../../src/protocol/script.ts";
import { compileScript } from "../../src/script/compile-script.ts";
import { META, runProgram, runScript } from "./program-engine.ts";

const value = (expected: unknown) => ({ kind: "value", value: expected });

describe("S03 the body runs in an async function in strict mode", () => {
  test("S03 await and return work at the top level", async () => {
    expect(await runScript(`${META}\nreturn (await Promise.resolve(20)) + 1;`)).toEqual(value(21));
  });

  test("S03 a function declared after the final return is hoisted", async () => {
    expect(await runScript(`${META}\nreturn late();\nfunction late() { return "hoisted"; }`)).toEqual(
      value("hoisted"),
    );
  });

  test("S03 a script without a return ends, also when its last line is a comment", async () => {
    expect(await runScript(`${META}\nconst a = 1; // the end`)).toEqual(value(undefined));
  });

  test("S03 the body is strict", async () => {
    expect(await runScript(`${META}\nundeclared = 1;`)).toMatchObject({
      kind: "error",
      message: /not defined/,
    });
    expect(await runScript(`${META}\nreturn this === undefined;`)).toEqual(value(true));
  });

  test("S02 meta is a plain constant of the body", async () => {
    expect(await runScript(`${META}\nreturn meta.name;`)).toEqual(value("demo"));
  });
});

describe("S06 globals", () => {
  test("S06 every primitive reaches the script under its name", async () => {
    expect(await runScript(`${META}\nreturn [${PROGRAM_PARAMETERS.join(", ")}];`)).toEqual(
      value([...PROGRAM_PARAMETERS]),
    );
  });

  test.each(["const", "let", "var"])(
    "S06 a script may shadow every primitive with its own top-level %s",
    async (kind) => {
      const names = PROGRAM_PARAMETERS.map((name, index) => `${name} = ${index}`).join(", ");
      expect(await runScript(`${META}\n${kind} ${names};\nreturn ${PROGRAM_PARAMETERS.at(-1)};`)).toEqual(
        value(PROGRAM_PARAMETERS.length - 1),
      );
    },
  );

  test("S06 a script may shadow a primitive with a function or a class", async () => {
    expect(
      await runScript(
        `${META}\nclass log { x = 2 }\nreturn agent() + new log().x;\nfunction agent() { return 1; }`,
      ),
    ).toEqual(value(3));
  });
});

describe("S12 positions are the author's", () => {
  const lines: [string, string, { line: number; column: number }][] = [
    ["on the second line", `${META}\n  null.x;`, { line: 2, column: 3 }],
    ["on the line of meta", `${META} null.x;`, { line: 1, column: META.length + 2 }],
    ["after a hashbang", `#!/usr/bin/env pawl\n${META}\n null.x;`, { line: 3, column: 2 }],
    ["after letters beyond ASCII", `${META}\nconst a = "é😀✓"; null.x;`, { line: 2, column: 19 }],
    ["with Windows line ends", `${META}\r\nconst a = 1;\r\n  null.x;\r\n`, { line: 3, column: 3 }],
    [
      "after a template of several lines",
      `${META}\nconst a = \`1\n2\n3\`;\n null.x;`,
      { line: 5, column: 2 },
    ],
    ["in a function", `${META}\nconst f = (o) => {\n   return o.x;\n};\nf();`, { line: 3, column: 11 }],
  ];
  test.each(lines)("S12 an error %s", async (_where, text, at) => {
    expect(await runScript(text)).toMatchObject({ kind: "error", at });
  });
});

describe("S03 no text closes its wrapper", () => {
  const attacks = [
    "}, x = 1, async () => {",
    "}; }); (function () { return async function () {",
    "<!-- a\n}; })",
    "--> a\n}; })",
    "/* a */ --> b\n}; })",
    "/* a\n*/ --> b\n}; })",
    "// a\u2028}; })",
    "// a\r}; })",
    "`${`}`}`; }",
    "/[/]/; }",
    "a = b\n/c/}/d",
    "\\u007d",
    "} //",
    "}\n<!--",
    "#!x\n}",
    "'\\\n'}",
  ];
  test.each(attacks)("S03 %j is a syntax error at compile time", (attack) => {
    expect(compileScript(`${META}\n${attack}`).ok).toBe(false);
  });

  test("S03 what looks like the wrapper's end inside comments, strings and patterns does no harm", async () => {
    const text = `${META}\nconst a = ["}", \`}\`, /}/.source]; // }\n<!-- }\n--> }\nreturn a;`;
    expect(await runScript(text)).toEqual(value(["}", "}", "}"]));
  });

  test("S03 the head is one line, and the author's first line follows it", () => {
    const result = compileScript(META);
    if (!result.ok) throw new Error("META must compile");
    const text = programText(META, result.script.program);
    expect(text.split("\n").indexOf(META.replace("export", "      "))).toBe(PROGRAM_HEAD_LINES);
  });

  test("S03 parsed as a module a script could say something else than the engine runs", async () => {
    const text = `${META}\nlet x = 1;\nconst y = x\n--> 0;\nreturn y;`;
    expect(await runScript(text)).toEqual(value(1));
  });
});

test("the engine helper sees a program that the engine refuses", async () => {
  expect(await runProgram("(function () {", "")).toMatchObject({ kind: "refused" });
});
