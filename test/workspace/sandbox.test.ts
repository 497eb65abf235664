import { chmodSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { expect, test } from "vitest";
import { findSandbox, requireSandbox, SandboxMissing } from "../../src/workspace/sandbox.ts";
import { makeWorkspace } from "./temporary-workspace.ts";

test("a bubblewrap that works is found", async () => {
  expect(await findSandbox()).toMatchObject({ ok: true, program: expect.stringMatching(/^\/.*\/bwrap$/) });
});

test("without bubblewrap the refusal names the command that installs it", async () => {
  const { outside } = makeWorkspace();
  const refusal = requireSandbox(outside);
  await expect(refusal).rejects.toThrow(SandboxMissing);
  await expect(refusal).rejects.toThrow(/no program bwrap on PATH.*apt-get install bubblewrap/);
});

test("a bubblewrap that the system does not let work is no sandbox, and the advice fits", async () => {
  const { outside } = makeWorkspace();
  const broken = "#!/bin/sh\necho 'bwrap: setting up uid map: Permission denied' >&2\nexit 1\n";
  writeFileSync(join(outside, "bwrap"), broken);
  chmodSync(join(outside, "bwrap"), 0o755);
  const found = await findSandbox([outside, process.env["PATH"]].join(delimiter));
  expect(found).toMatchObject({
    ok: false,
    problem: expect.stringContaining("setting up uid map: Permission denied"),
    advice: expect.stringContaining("apparmor_restrict_unprivileged_userns=0"),
  });
});

test("a program in the current directory is not taken for bubblewrap", async () => {
  expect(await findSandbox("")).toMatchObject({ ok: false });
  expect(await findSandbox(".")).toMatchObject({ ok: false });
});
