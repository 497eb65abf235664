// Scripts with an argsSchema, on a real server: as a run's own, as a workflow type, and nested.
import { mkdir, writeFile } from "node:fs/promises";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { inject } from "vitest";
import { expect, test } from "vitest";
import { endOf, marker, newWorkspace, runScript, stageClient, valueOf } from "../support/stage.ts";

const META = `export const meta = {
  name: "typed",
  description: "Has typed args",
  argsSchema: {
    type: "object",
    "x-positional": "task",
    required: ["task"],
    properties: { task: { type: "string" }, rounds: { type: "integer", default: 3 } },
  },
};
`;

test("a run sees its args with the defaults filled in", async () => {
  expect(await valueOf(`${META}return args;`, { args: { task: "x" } })).toEqual({ task: "x", rounds: 3 });
});

test("args that do not fit fail the run as InvalidInput before anything is asked", async () => {
  const mark = marker();
  const end = await runScript(`${META}return agent("${mark}");`, { args: { rounds: 1.5 } });
  expect(end).toMatchObject({
    kind: "failed",
    type: "InvalidInput",
    message:
      "The args of typed do not fit: args.task is required (string); args.rounds must be integer, got 1.5. See pawl run typed --help.",
    record: { census: { asked: 0 } },
  });
});

test("a saved script started by its workflow type takes a bare string for its main argument", async () => {
  const { workspace, taskQueue } = inject("stage");
  const name = `typed-${randomUUID().slice(0, 8)}`;
  await mkdir(join(workspace, ".pawl", "scripts"), { recursive: true });
  await writeFile(join(workspace, ".pawl", "scripts", `${name}.js`), `${META}return args;`);
  const handle = await (
    await stageClient()
  ).workflow.start(name, { taskQueue, workflowId: name, args: ["mend it"] });
  expect(await endOf(handle)).toMatchObject({
    kind: "returned",
    result: { value: { task: "mend it", rounds: 3 } },
  });
});

test("W07 a nested script gets its defaults, and args that do not fit are the caller's to catch", async () => {
  const workspace = await newWorkspace();
  await writeFile(join(workspace, "inner.js"), `${META}return args;`);
  await writeFile(
    join(workspace, "open.js"),
    'export const meta = { name: "o", description: "d" };\nreturn args ?? "none";',
  );
  const value = await valueOf(
    `const inner = { scriptPath: "inner.js" };
    const refused = await workflow(inner, { task: 1 }).catch((error) => ({ name: error.name, message: error.message }));
    const large = await workflow(inner, { task: "x".repeat(300000) }).catch((error) => error.name);
    return {
      named: await workflow(inner, "mend it"),
      refused,
      large,
      open: [await workflow({ scriptPath: "open.js" }), await workflow({ scriptPath: "open.js" }, "a"), (await workflow({ scriptPath: "open.js" }, "x".repeat(300000))).length],
    };`,
    { workspace },
  );
  expect(value).toEqual({
    named: { task: "mend it", rounds: 3 },
    refused: {
      name: "InvalidInput",
      message: "The args of typed do not fit: args.task must be string, got 1. See pawl run typed --help.",
    },
    large: "InvalidInput",
    open: ["none", "a", 300_000],
  });
});
