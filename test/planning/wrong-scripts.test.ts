// A planner whose first script is wrong: what it is told is enough to mend it, and when it never does, the run says why.
import { describe, expect, it } from "vitest";
import type { RunFailureType } from "../../src/protocol/failures.ts";
import { openGates } from "../support/open-gates.ts";
import { addRules, endOf, marker, requestsWith } from "../support/stage.ts";
import { planner, script, SOUND, startPlan, STEP } from "./plan-stage.ts";

const LIST =
  '{ type: "object", required: ["names"], properties: { names: { type: "array", items: { type: "string" } } } }';
/** More than the plans below may have. */
const WIDE = 20;
const wide = script(
  `await check("true")\nawait parallel(Array.from({ length: ${WIDE} }, (_, n) => () => agent("piece " + n)))`,
);

/** Each with words that the planner has to be told of it; they are in the run's failure when it never mends it. */
const WRONG: [
  name: string,
  text: string,
  told: string,
  step: keyof typeof STEP,
  /** Of the run that never comes to better; `ScriptError` if not given. */
  givenUpAs?: RunFailureType,
][] = [
  ["does not parse", script("const = 1"), "script:2:7 error", "wrong", "ScriptSyntaxError"],
  ["is TypeScript", script("const n: number = 1"), "TypeScript", "wrong", "ScriptSyntaxError"],
  [
    "has a meta that is not literal",
    script("return 1", 'export const meta = { name: "a" + "b", description: "d" }\n'),
    "error S01-meta",
    "wrong",
    "ScriptMetaError",
  ],
  ["stands in a fence", `\`\`\`js\n${SOUND}\`\`\``, "error S04-fence", "wrong", "ScriptSyntaxError"],
  ["imports", script('import fs from "node:fs"'), "error S04-import", "wrong", "ScriptSyntaxError"],
  [
    "is cut off",
    script('await parallel([() => agent("a"), () =>'),
    "S03-cut-off",
    "wrong",
    "ScriptSyntaxError",
  ],
  ["waits for no agent", script('agent("a")\nreturn (await check("true")).ok'), "A01-not-awaited", "wrong"],
  [
    "has a loop without an end",
    script('while (!(await check("true")).ok) {\n  await agent("fix it")\n}'),
    "the loop at line 2 ends when",
    "wrong",
  ],
  ["has nothing that judges it", script('return agent("a")'), "verification will be by opinion", "hint"],
  [
    "asks for too many agents",
    wide,
    `it asks for ${WIDE} agents in a dry run; the run may have \\d+ more, and \\d+ after`,
    "wrong",
  ],
  [
    "fails only when it runs",
    script(
      `await check("true")\nconst found = await agent("a", { schema: ${LIST} })\nreturn found.nmaes.length`,
    ),
    "TypeError.*planned:4:",
    "wrong",
  ],
  [
    "gives promises to parallel",
    script('await check("true")\nawait parallel([agent("a")])'),
    "F01-promise",
    "wrong",
    "ScriptSyntaxError",
  ],
  [
    "computes without an end",
    script('await check("true")\nwhile (true) {}'),
    "it does not come to an end by itself.*planned:3:",
    "wrong",
  ],
  [
    "waits for what never comes",
    script('await check("true")\nawait new Promise(() => {})'),
    "it waits for something that nothing settles",
    "wrong",
  ],
  ["is not there", "", "there is no script in the answer", "wrong", "ScriptSyntaxError"],
];

describe("a first script", () => {
  it.each(WRONG)("that %s goes back with the reason, and is mended", async (_name, text, told, step) => {
    const mark = marker();
    await planner(mark, { first: { script: text } });
    await addRules([
      {
        name: `${mark} mended`,
        when: { prompt: mark, lastText: `${STEP[step]}.*${told}` },
        reply: { kind: "answer", value: { script: SOUND } },
      },
    ]);
    const handle = await startPlan(`do ${mark}`, { approval: "none", limits: { agents: WIDE } });
    expect(await endOf(handle)).toMatchObject({
      kind: "returned",
      result: { status: "completed", value: "planned", census: { asked: 2, done: 2 } },
    });
    expect(await requestsWith(mark)).toHaveLength(2);
  });
});

describe("a script that stays wrong", () => {
  it("is given up after five repairs with what is wrong with it, whatever that is", async () => {
    const kinds = WRONG.filter(([, , , step]) => step === "wrong");
    const ends = await Promise.all(
      kinds.map(async ([, text]) => {
        const mark = marker();
        await planner(mark, { first: { script: text }, wrong: { script: text } });
        const end = await endOf(await startPlan(`do ${mark}`, { limits: { agents: WIDE } }));
        return { end, asked: (await requestsWith(mark)).length };
      }),
    );
    const expected = kinds.map(([, , told, , type = "ScriptError"]) => {
      const words = new RegExp(
        `The planner gave up: 6 versions of a script in a row cannot run.*${told}`,
        "s",
      );
      return { end: { kind: "failed", type, message: expect.stringMatching(words) as string }, asked: 6 };
    });
    expect(ends).toMatchObject(expected);
  });

  it("without a test command is shown with the warning, once its author was told", async () => {
    const mark = marker();
    const opinion = script(`return agent("${mark} look")`);
    const assumed = ["nothing tests it"];
    await planner(mark, { first: { script: opinion }, hint: { script: opinion, assumed } });
    const handle = await startPlan(`do ${mark}`);
    const [gate] = await openGates(handle);
    expect(gate?.details).toMatchObject({
      assumed,
      plan: { warnings: [expect.stringContaining("verification will be by opinion")] },
    });
    await handle.signal("reject", {});
    expect(await endOf(handle)).toMatchObject({ kind: "returned", result: { status: "rejected" } });
    expect(await requestsWith(mark)).toHaveLength(2);
  });

  it("since its model is gone ends with a clear word", async () => {
    const mark = marker();
    await addRules([
      {
        name: mark,
        when: { prompt: mark },
        reply: { kind: "fault", fault: { kind: "status", status: 400 } },
      },
    ]);
    expect(await endOf(await startPlan(`do ${mark}`))).toMatchObject({
      kind: "failed",
      type: "ScriptError",
      message: expect.stringContaining("The planner came to nothing"),
    });
  });
});
