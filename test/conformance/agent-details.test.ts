// Rows A11 and A12: the envelope of an agent, and what one call may allow and bound.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { addRules, marker, newWorkspace, requestsWith } from "../support/stage.ts";
import { CAUGHT, agentsOf, runToReturn, transcriptOf } from "./outcomes.ts";
import { bash, fault, playFor, played, text, tool, write, type PlayedReply } from "./played.ts";

const detailed = (mark: string, options = ""): string =>
  `return agent("${mark}", { details: true, ${options} })`;

describe("A11 details: true", () => {
  it("A11 the envelope of an agent that is done has its result and what it took", async () => {
    const mark = await played(tool("Glob", { pattern: "*" }), text("the end"));
    const { handle, value } = await runToReturn(detailed(mark));
    const [row] = await agentsOf(handle);
    expect(value).toEqual({
      ...{ status: "done", result: "the end", attempts: 1, model: row?.model },
      ...{ usage: row?.usage, costUsd: row?.costUsd, call: 1 },
      transcript: expect.stringContaining("transcripts"),
    });
    expect(row).toMatchObject({ turns: 2, costUsd: expect.any(Number) });
    expect(row?.costUsd).toBeGreaterThan(0);
  });

  it("A11 with a schema the result is the object", async () => {
    const mark = await played({ kind: "answer", value: { n: 1 } });
    const schema = "schema: { type: 'object', properties: { n: { type: 'integer' } } }";
    const { value } = await runToReturn(detailed(mark, schema));
    expect(value).toMatchObject({ status: "done", result: { n: 1 } });
  });

  it.each<[string, string, string, PlayedReply]>([
    ["null", "ModelRefusal", "", { kind: "refusal", text: "no" }],
    ["null", "ModelRequestRefused", "", fault(400)],
    ["failed", "NoStructuredOutput", "schema: { type: 'object' }", text("never an answer")],
    ["failed", "InvalidSchema", "schema: { type: 'object', properties: 5 }", text("never asked")],
    ["failed", "UnknownAgentType", "agentType: 'nobody'", text("never asked")],
  ])("A11 it is %s for %s: never null, never a rejection", async (status, type, options, reply) => {
    const mark = await played(reply);
    const { value, result } = await runToReturn(detailed(mark, options));
    expect(value).toMatchObject({
      ...{ status, result: null, error: { type, message: expect.any(String) } },
      ...{ attempts: expect.any(Number), usage: expect.any(Object), costUsd: expect.any(Number) },
    });
    expect(result).toMatchObject({ status: "degraded", failures: [{ call: 1, kind: type }] });
  });
});

describe("A01 continues: an earlier agent's conversation", () => {
  it("A01 goes on with it as a call of its own, and says so in its transcript", async () => {
    const mark = await played(tool("Glob", { pattern: "*" }), text("first"), text("second"));
    const { handle, value } = await runToReturn(
      `const one = await agent("${mark}", { details: true });
       return [one.result, await agent("And then?", { continues: one })]`,
    );
    expect(value).toEqual(["first", "second"]);
    expect((await requestsWith(mark)).map(({ turn }) => turn)).toEqual([0, 1, 2]);
    expect(await agentsOf(handle)).toMatchObject([{ turns: 2 }, { label: "And then?", turns: 1 }]);
    expect(JSON.stringify(await transcriptOf(handle, 2))).toContain('"continues":1');
  });

  it("A17 of an agent that did not end well it rejects, and nothing is asked", async () => {
    const mark = await played({ kind: "refusal", text: "no" });
    const { value } = await runToReturn(
      `await agent("${mark}"); ${CAUGHT} return caught(() => agent("And then?", { continues: 1 }))`,
    );
    expect(value).toMatchObject({
      name: "InvalidCall",
      message: expect.stringContaining("agent 1 ended as ModelRefusal"),
    });
    expect(await requestsWith(mark)).toHaveLength(1);
  });
});

describe("A12 what one call allows and bounds", () => {
  it("A12 tools is an allow-list: what is not in it is not offered, and not done", async () => {
    const workspace = await newWorkspace();
    const mark = await played(write("a.txt", "x"), bash("echo x > b.txt"), text("tried"));
    const { value } = await runToReturn(
      `await agent("${mark}", { tools: ["Read", "Glob"] }); return (await check("ls")).output`,
      { workspace },
    );
    expect(value).toBe("");
  });

  it("A12 a tool that is not granted rejects, and says how it is granted", async () => {
    const mark = await played(text("never"));
    const asking = `${CAUGHT} return caught(() => agent("${mark}", { tools: ["WebSearch"] }))`;
    const { value } = await runToReturn(asking);
    expect(value).toMatchObject({
      name: "InvalidCall",
      message: expect.stringContaining("--grant WebSearch"),
    });
    expect(await requestsWith(mark)).toEqual([]);
    expect((await runToReturn(asking, { grant: ["WebSearch"] })).value).toEqual({ value: "never" });
  });

  it("A12 maxTurns: so many model calls, then it is out of room", async () => {
    const mark = await played(tool("Glob", { pattern: "*" }));
    const { value } = await runToReturn(detailed(mark, "maxTurns: 3"));
    expect(value).toMatchObject({ status: "null", error: { type: "AgentOutOfRoom" } });
    expect(await requestsWith(mark)).toHaveLength(3);
  });

  it("A12 maxTokens: so many output tokens of the whole agent", async () => {
    const mark = await played({
      ...{ kind: "tools", text: "words ".repeat(200) },
      calls: [{ name: "Glob", input: { pattern: "*" } }],
    });
    const { value } = await runToReturn(detailed(mark, "maxTokens: 500"));
    expect(value).toMatchObject({ status: "null", error: { type: "AgentOutOfRoom" } });
    expect((await requestsWith(mark)).length).toBeLessThan(5);
  });

  it("A12 timeoutMs: so much time at work", async () => {
    const mark = marker();
    const silence = { kind: "silence", pings: true, pingEveryMs: 100 } as const;
    await addRules([{ name: mark, when: { prompt: mark }, reply: { kind: "fault", fault: silence } }]);
    const { value } = await runToReturn(detailed(mark, "timeoutMs: 500"));
    expect(value).toMatchObject({ status: "null", error: { type: "AgentOutOfRoom" } });
  });

  it("A12 cwd: where it starts, inside the workspace", async () => {
    const workspace = await newWorkspace();
    await mkdir(join(workspace, "packages/one"), { recursive: true });
    const mark = await played(bash("echo here > made.txt"), text("done"));
    const { value } = await runToReturn(
      `await agent("${mark}", { cwd: "packages/one" }); return (await check("ls packages/one")).output`,
      { workspace },
    );
    expect(value).toBe("made.txt\n");
  });

  it.each(["..", "/etc", "nowhere", "../" + "x"])("A12 cwd %j rejects", async (cwd) => {
    const mark = marker();
    await playFor(mark, text("never"));
    const { value } = await runToReturn(
      `${CAUGHT} return caught(() => agent("${mark}", { cwd: ${JSON.stringify(cwd)} }))`,
    );
    expect(value).toMatchObject({ isError: true, name: "InvalidCall" });
    expect(await requestsWith(mark)).toEqual([]);
  });
});
