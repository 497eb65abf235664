// Bad input of a run, started by plain Temporal: each ends as a failed run with its type and one clear sentence.
import { randomUUID } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Client, WorkflowHandle } from "@temporalio/client";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { endOf, newWorkspace, stageClient } from "../support/stage.ts";

const META = "export const meta = { name: 'test', description: 'a test' }\n";
const SOUND = `${META}return args ?? null`;

type Row = readonly [what: string, args: readonly unknown[], type: string, says: RegExp];

let workspace: string;
let client: Client;

beforeAll(async () => {
  client = await stageClient();
  workspace = await newWorkspace();
  await mkdir(join(workspace, ".pawl/scripts"), { recursive: true });
  await mkdir(join(workspace, "folder.js"));
  await writeFile(join(workspace, ".pawl/scripts/known-one.js"), SOUND);
  await writeFile(
    join(workspace, "binary.js"),
    Uint8Array.from({ length: 999 }, (_, index) => index % 256),
  );
  await writeFile(join(workspace, "large.js"), `${META}//${"x".repeat(600_000)}`);
});

function start(type: string, args: readonly unknown[]): Promise<WorkflowHandle> {
  const { taskQueue } = inject("stage");
  return client.workflow.start(type, { taskQueue, workflowId: `bad-${randomUUID()}`, args: [...args] });
}

async function endOfRun(args: readonly unknown[]) {
  const end = await endOf(await start("run", args));
  return end.kind === "failed"
    ? { type: end.type as string, message: end.message }
    : { type: end.kind, message: "" };
}

describe.concurrent("a run's input", () => {
  const rows: readonly Row[] = [
    ["none", [], "InvalidInput", /one object with the keys script, name, path.*got no input/],
    ["null", [null], "InvalidInput", /got null/],
    ["an array", [[SOUND]], "InvalidInput", /got an array/],
    ["a text", [SOUND], "InvalidInput", /got string/],
    ["an empty object", [{}], "InvalidInput", /exactly one of script, name and path/],
    [
      "two scripts",
      [{ script: SOUND, name: "known-one" }],
      "InvalidInput",
      /exactly one of script, name and path/,
    ],
    [
      "an unknown key",
      [{ script: SOUND, sript: 1 }],
      "InvalidInput",
      /sript.*Known keys: script, name, path/,
    ],
    ["a concurrency of 0", [{ script: SOUND, concurrency: 0 }], "InvalidInput", /concurrency/],
    ["a concurrency of 1,001", [{ script: SOUND, concurrency: 1_001 }], "InvalidInput", /concurrency.*1000/],
    ["a concurrency that is a text", [{ script: SOUND, concurrency: "x" }], "InvalidInput", /concurrency/],
    ["limits that are none", [{ script: SOUND, limits: { agents: -1, deep: 2 } }], "InvalidInput", /limits/],
    ["a budget that is a number", [{ script: SOUND, budget: 5 }], "InvalidInput", /budget/],
    ["an approval nobody knows", [{ script: SOUND, approval: "maybe" }], "InvalidInput", /approval/],
    ["a script that is a number", [{ script: 5 }], "InvalidInput", /script/],
    ["a script that is empty", [{ script: "" }], "ScriptSyntaxError", /empty/i],
    ["a script of 600 KB", [{ script: `${META}//${"x".repeat(600_000)}` }], "ScriptSyntaxError", /524288/],
    [
      "a script just under the server's limit",
      [{ script: `${META}//${"x".repeat(2_096_000)}` }],
      "InvalidInput",
      /at most 524288 bytes/,
    ],
    ["a script of binary garbage", [{ script: "\u0000\ufffd\u0001\ud800" }], "ScriptSyntaxError", /./],
    ["a script without meta", [{ script: "return 1" }], "ScriptMetaError", /meta/],
    ["a model of 1 MB", [{ script: SOUND, model: "m".repeat(1_000_000) }], "InvalidInput", /model/],
    ["a saved script nobody knows", [{ name: "no-such" }], "ScriptNotFound", /no-such.*Known: /s],
    [
      "a saved script with a path for a name",
      [{ name: "../../etc/passwd" }],
      "ScriptNotFound",
      /without path characters/,
    ],
    [
      "a path that is not there",
      [{ path: "missing.js" }],
      "ScriptNotFound",
      /missing\.js; there is no such file/,
    ],
    [
      "a path outside of the workspace",
      [{ path: "../../../../etc/passwd" }],
      "ScriptNotFound",
      /inside the workspace/,
    ],
    [
      "an absolute path outside of the workspace",
      [{ path: "/etc/passwd" }],
      "ScriptNotFound",
      /inside the workspace/,
    ],
    ["a path of 1 MB", [{ path: "p".repeat(1_000_000) }], "InvalidInput", /path/],
    ["a path with a NUL", [{ path: "a\u0000b" }], "ScriptNotFound", /./],
    [
      "a workspace that is not there",
      [{ script: SOUND, workspace: "/no/such/place" }],
      "InvalidInput",
      /no\/such\/place.*This worker serves/,
    ],
    [
      "a workspace that nobody serves",
      [{ script: SOUND, workspace: "/etc" }],
      "InvalidInput",
      /This worker serves/,
    ],
  ];
  it.each(rows)("%s", async (...row) => {
    const [, args, type, says] = row;
    expect(await endOfRun(args)).toEqual({ type, message: expect.stringMatching(says) as string });
  });

  const files: readonly Row[] = [
    ["that is a directory", ["folder.js"], "ScriptNotFound", /directory/],
    ["of binary garbage", ["binary.js"], "ScriptNotFound", /NUL bytes|UTF-8/],
    ["of 600 KB", ["large.js"], "ScriptNotFound", /524288/],
  ];
  it.each(files)("a path %s", async (...row) => {
    const [, [path], type, says] = row;
    expect(await endOfRun([{ path, workspace }])).toEqual({
      type,
      message: expect.stringMatching(says) as string,
    });
  });

  it("a saved script nobody knows: the known ones are listed", async () => {
    const { message } = await endOfRun([{ name: "known-two", workspace }]);
    expect(message).toContain("known-one");
  });
});

describe.concurrent("args", () => {
  it("of nearly 2 MB arrive", async () => {
    const script = `${META}return args.length`;
    const end = await endOf(await start("run", [{ script, args: "x".repeat(2_000_000) }]));
    expect(end).toMatchObject({ kind: "returned", result: { value: 2_000_000 } });
  });

  it("over 2 MB are refused by the server at once", async () => {
    await expect(start("run", [{ script: SOUND, args: "x".repeat(2_200_000) }])).rejects.toThrow(
      /start Workflow/,
    );
  });

  it("that are nested deeply end the run, or arrive", async () => {
    const args = JSON.parse(`${"[".repeat(3_000)}${"]".repeat(3_000)}`) as unknown;
    const end = await endOf(await start("run", [{ script: `${META}return 1`, args }]));
    expect(end.kind === "returned" || (end.kind === "failed" && end.type === "ScriptLimit")).toBe(true);
  });
});

describe.concurrent("a workflow type", () => {
  it("that is no saved script is a script not found", async () => {
    const end = await endOf(await start("no-such-type", [1]));
    expect(end).toMatchObject({ kind: "failed", type: "ScriptNotFound" });
  });

  it("with a path in it is a script not found", async () => {
    const end = await endOf(await start("../../../etc/passwd", []));
    expect(end).toMatchObject({ kind: "failed", type: "ScriptNotFound" });
  });
});

describe("a payload", () => {
  it.each([
    ["of bytes", "binary/plain", Uint8Array.of(0, 255, 128, 7)],
    ["that says JSON and is none", "json/plain", Buffer.from("{not json")],
    ["of an encoding nobody knows", "binary/unknown", Buffer.from("x")],
    ["that says JSON and is half a character", "json/plain", Uint8Array.of(0x22, 0xff, 0x22)],
  ])("%s ends the run as failed, without a task that is tried for ever", async (_what, encoding, data) => {
    const { taskQueue } = inject("stage");
    const workflowId = `bad-${randomUUID()}`;
    await client.workflowService.startWorkflowExecution({
      namespace: "default",
      workflowId,
      requestId: randomUUID(),
      workflowType: { name: "run" },
      taskQueue: { name: taskQueue },
      input: { payloads: [{ metadata: { encoding: Buffer.from(encoding) }, data }] },
    });
    const end = await endOf(client.workflow.getHandle(workflowId));
    expect(end).toMatchObject({ kind: "failed", type: "InvalidInput" });
  });
});
