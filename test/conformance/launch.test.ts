// Before the first agent (G07): what is shown, and what an approval, an edit and a no do.
import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { LaunchDetails } from "../../src/protocol/launch.ts";
import type { GateRecord, ScriptView } from "../../src/protocol/run-views.ts";
import { loggedLine, openGates, refusalOf, statusOf } from "../support/open-gates.ts";
import { endOf, marker, newWorkspace, requestsWith, startScript } from "../support/stage.ts";

const META = "export const meta = { name: 'wide', description: 'a wide one', phases: [{ title: 'Fix' }] }";

function wide(mark: string): string {
  return `${META}
const { files } = await agent("${mark} list", {
  schema: { type: "object", required: ["files"], properties: { files: { type: "array", items: { type: "string" } } } },
})
phase("Fix")
await parallel(files.map((file) => () => agent("${mark} fix " + file, { model: "haiku" })))
return files.length`;
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

it("G07 the gate shows phases, agents, widest fan-out, what agents may do, an estimate with its basis, warnings, the hash; the text is in the query", async () => {
  const mark = marker();
  const script = wide(mark);
  const handle = await startScript(script, { approval: "launch", concurrency: 2, limits: { agents: 3 } });
  const [gate] = await openGates(handle);
  const details = gate?.details as unknown as LaunchDetails;
  expect(details).toMatchObject({ name: "wide", phases: ["Fix"], hash: sha256(script), lines: 7 });
  expect(details.plan).toMatchObject({
    agents: 4,
    agentsIfBad: 1,
    widest: 3,
    atOnce: 2,
    atLeast: true,
    checks: [],
    loops: ["the call at line 6 goes once for each of `files`"],
  });
  expect(details.plan?.phases.map(({ title, agents }) => [title, agents.map(({ count }) => count)])).toEqual([
    ["Fix", [3]],
    [null, [1]],
  ]);
  expect(details.plan?.estimate).toMatchObject({
    outputTokens: 20_000,
    basis: expect.stringContaining("4 agents"),
  });
  expect(details.plan?.may.join()).toContain("in the sandbox");
  expect(details.plan?.warnings.join("\n")).toMatch(
    /verification will be by opinion[^]*more agents than the run may have/,
  );
  expect(details.plan?.warnings.join("\n")).toContain(
    "when agents are null and checks are red: it fails with TypeError",
  );
  expect((await handle.query<ScriptView>("script")).text).toBe(script);
  await handle.signal("reject", { by: "ann", note: "too wide" });
  expect(await endOf(handle)).toMatchObject({ kind: "returned", result: { status: "rejected" } });
  expect(await requestsWith(mark)).toEqual([]);
});

it("G07 approve may bring another text: it is checked, its hash is recorded with who and when, and it is what runs", async () => {
  const handle = await startScript(`${META}\nreturn "first"`, { approval: "launch" });
  await openGates(handle);
  const edited = `${META}\nreturn "second"`;
  const record = await handle.executeUpdate<GateRecord, [object]>("approve", {
    args: [{ by: "ann", edited }],
  });
  expect(record).toMatchObject({
    outcome: "approved",
    by: "ann",
    value: { hash: sha256(edited), edited: true },
  });
  expect(await endOf(handle)).toMatchObject({
    kind: "returned",
    result: { value: "second", script: { hash: sha256(edited) } },
  });
  expect((await statusOf(handle)).answered).toMatchObject([
    { by: "ann", value: { hash: sha256(edited) }, at: expect.any(Number) },
  ]);
});

it("G07 an edited text that is no script is refused with the author's line, and the question stays open", async () => {
  const script = `${META}\nreturn "first"`;
  const handle = await startScript(script, { approval: "launch" });
  const [gate] = await openGates(handle);
  const wrong = { edited: `${META}\nimport fs from "fs"` };
  const refusal = await refusalOf(handle.executeUpdate("approve", { args: [wrong] }));
  expect(refusal).toMatch(/the edited script cannot run: script:2:1 error S04/);
  const signalled = { by: "ann", edited: `${META}\nreturn 2` };
  await handle.signal("reject", signalled);
  expect((await openGates(handle)).map(({ id }) => id)).toEqual([gate?.id]);
  await handle.signal("approve", {});
  expect(await endOf(handle)).toMatchObject({ kind: "returned", result: { value: "first" } });
  expect((await statusOf(handle)).answered).toMatchObject([{ value: { hash: sha256(script) } }]);
});

it("G07 scripts that it calls are played along, their agents counted, and a change of one since then is said", async () => {
  const workspace = await newWorkspace();
  await mkdir(join(workspace, ".pawl", "scripts"), { recursive: true });
  const inner = `export const meta = { name: "inner", description: "d" }\nreturn parallel([1, 2].map((n) => () => agent("a" + n)))`;
  await writeFile(join(workspace, ".pawl", "scripts", "inner.js"), inner);
  const script = `${META}\nawait workflow("inner")\nreturn workflow("nobody").catch(() => null)`;
  const handle = await startScript(script, { approval: "launch", workspace });
  const [gate] = await openGates(handle);
  const { plan } = (gate?.details ?? {}) as unknown as LaunchDetails;
  expect(plan).toMatchObject({ agents: 2, atLeast: true });
  expect(plan?.estimate.basis).toContain(
    "with those of inner as read when this was shown, without those of nobody",
  );
  expect(plan?.warnings.join("\n")).toContain(
    "it calls nobody by workflow(): not looked into (it is not there",
  );
  await writeFile(join(workspace, ".pawl", "scripts", "inner.js"), inner.replace("[1, 2]", "[]"));
  await handle.signal("approve", {});
  expect(await endOf(handle)).toMatchObject({ result: { status: "completed", census: { asked: 0 } } });
  expect(await loggedLine(handle, /^inner is called with another text/)).toContain(`was ${sha256(inner)}`);
});

it("G07 questions of a script take no text", async () => {
  const handle = await startScript(`await approve("go?"); return "done"`);
  await openGates(handle);
  expect(await refusalOf(handle.executeUpdate("approve", { args: [{ edited: "x" }] }))).toContain(
    "no edited text",
  );
  await handle.signal("approve", {});
  expect(await endOf(handle)).toMatchObject({ kind: "returned" });
});
