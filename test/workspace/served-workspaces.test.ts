import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { resolveWorkspace, WorkspaceNotServed } from "../../src/workspace/served-workspaces.ts";
import { makeWorkspace } from "./temporary-workspace.ts";

test("a run that names no workspace works in the first one served", async () => {
  const { workspace, outside } = makeWorkspace();
  expect(await resolveWorkspace([workspace, outside], null)).toBe(workspace);
});

test("a served directory and those below it may be named, absolute, relative or through a link", async () => {
  const { workspace, outside } = makeWorkspace({ "packages/a/x": "" });
  symlinkSync(join(workspace, "packages"), join(outside, "link"));
  const served = [workspace, join(outside, "link")];
  expect(await resolveWorkspace(served, workspace)).toBe(workspace);
  expect(await resolveWorkspace(served, "packages/a")).toBe(join(workspace, "packages/a"));
  expect(await resolveWorkspace(served, join(outside, "link", "a"))).toBe(join(workspace, "packages/a"));
});

test.each([
  ["beside it", "../outside"],
  ["above it", ".."],
  ["with a name that begins alike", "../project-2"],
  ["through a link that leads out", "link"],
  ["not there", "missing"],
  ["a file", "a.txt"],
  ["elsewhere", "/etc"],
])("a directory that is not served is refused, and the served ones are named: %s", async (_, asked) => {
  const { workspace, outside } = makeWorkspace({ "a.txt": "" });
  symlinkSync(outside, join(workspace, "link"));
  const refusal = resolveWorkspace([workspace], asked);
  await expect(refusal).rejects.toThrow(WorkspaceNotServed);
  await expect(refusal).rejects.toMatchObject({ asked, served: [workspace] });
  await expect(refusal).rejects.toThrow(`This worker serves ${workspace}`);
});

test("a worker whose workspace is gone says so", async () => {
  const { workspace } = makeWorkspace();
  await expect(resolveWorkspace([join(workspace, "gone")], null)).rejects.toThrow(/gone is not there/);
  await expect(resolveWorkspace([], null)).rejects.toThrow("This worker serves no workspace");
});
