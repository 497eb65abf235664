// A planner whose first script is wrong: what it is told is enough to mend it, and when it never does, the run says why.
import { describe, expect, it } from "vitest";
import { openGates } from "../support/open-gates.ts";
import { addRules, endOf, marker, requestsWith } from "../support/stage.ts";
import { planner, script, SOUND, startPlan, STEP } from "./plan-stage.ts";

const LIST =
  '{ type: "object", required: ["names"], properties: { names: { type: "array", items: { type: "string" } } } }';
const wide = script(
  'await check("true")\nawait parallel([1, 2, 3, 4, 5].map((n) => () => agent("piece " + n)))',
);

/** Each with words that the planner has to be told of it. */
const WRONG: [name: string, text: string, told: string, step: keyof typeof STEP][] = [
  ["does not parse", script("const = 1"), "script:2:7 error", "wrong"],
  ["is TypeScript", script("const n: number = 1"), "TypeScript", "wrong"],
  [
    "has a meta that is not literal",
    script("return 1", 'export const meta = { name: "a" + "b", description: "d" }\n'),
    "error S01-meta",
    "wrong",
  ],
  ["stands in a fence", `\`\`\`js\n${SOUND}\`\`\``, "error S04-fence", "wrong"],
  ["imports", script('import fs from "node:fs"'), "error S04-import", "wrong"],
  ["is cut off", script('await parallel([() => agent("a"), () =>'), "S03-cut-off", "wrong"],
  ["waits for no agent", script('agent("a")\nreturn (await check("true")).ok'), "A01-not-awaited", "wrong"],
  [
    "has a loop without an end",
    script('while (!(await check("true")).ok) {\n  await agent("fix it")\n}'),
    "the loop at line 2 ends when",
    "wrong",
  ],
  ["has nothing that judges it", script('return agent("a")'), "verification will be by opinion", "hint"],
  ["asks for too many agents", wide, "it asks for 5 agents in a dry run; the run may have 3 more", "wrong"],
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
  ],
  ["is not there", "", "there is no script in the answer", "wrong"],
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
    const handle = await startPlan(`do ${mark}`, { approval: "none", limits: { agents: 4 } });
    expect(await endOf(handle)).toMatchObject({
      kind: "returned",
      result: { status: "completed", value: "planned", census: { asked: 2, done: 2 } },
    });
    expect(await requestsWith(mark)).toHaveLength(2);
  });
});

describe("a script that stays wrong", () => {
  it.each([
    ["ScriptSyntaxError", script("const = 1"), "script:2:7 error"],
    ["ScriptMetaError", 'export const meta = { name: "a" }\nreturn 1', "description"],
    ["ScriptError", script('await check("true")\nwhile (true) await agent("on and on")'), "it did not end"],
  ])("is given up as %s after five repairs, with the last diagnostics", async (type, text, words) => {
    const mark = marker();
    await planner(mark, { first: { script: text }, wrong: { script: text } });
    const end = await endOf(await startPlan(`do ${mark}`));
    expect(end).toMatchObject({ kind: "failed", type, message: expect.stringContaining(words) });
    expect(end).toMatchObject({ message: expect.stringContaining("The planner gave up: 6 versions") });
    expect(await requestsWith(mark)).toHaveLength(6);
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
