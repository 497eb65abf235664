import { expect, test } from "vitest";
import { examineRights } from "../../src/cli/doctor/examine.ts";
import { sandboxWarnings } from "../../src/cli/sandbox-warning.ts";
import { UNSAFE_MARKS } from "../../src/protocol/names.ts";
import { loadConfig } from "../../src/config.ts";
import { pawl } from "./captured-io.ts";

test("the flags are the only way to open the sandbox: no variable does", () => {
  const environment = { PAWL_ALLOW_NETWORK: "1", PAWL_UNSAFE_NO_SANDBOX: "1" };
  expect(loadConfig({}, environment, "/").commands).toEqual({ network: false, sandbox: true });
  expect(loadConfig({}, environment, "/").warnings).toHaveLength(2);
  const flags = { allowNetwork: true, unsafeNoSandbox: true };
  expect(loadConfig(flags, {}, "/").commands).toEqual({ network: true, sandbox: false });
});

test.each(["worker", "dev"])("pawl %s --help names both", async (command) => {
  const { stdout } = await pawl([command, "--help"]);
  expect(stdout).toMatch(/--allow-network +let commands/u);
  expect(stdout).toMatch(/--unsafe-no-sandbox +run commands/u);
});

test("a worker that starts with one of them warns", async () => {
  expect(await sandboxWarnings({ commands: { network: false, sandbox: true } })).toEqual([]);
  expect(await sandboxWarnings({ commands: { network: true, sandbox: true } })).toEqual([
    expect.stringMatching(/^NETWORK ALLOWED.*the Temporal server, too/),
  ]);
  expect(await sandboxWarnings({ commands: { network: true, sandbox: false } })).toEqual([
    expect.stringMatching(/^NO SANDBOX.*all the rights of this worker/),
  ]);
});

test("pawl doctor warns of a worker that runs with one of them, wherever it runs", () => {
  expect(examineRights(["1@here"])).toEqual({ name: "Worker", state: "ok", found: "1@here", advice: null });
  const open = examineRights(["1@here", `2@there ${UNSAFE_MARKS.noSandbox} ${UNSAFE_MARKS.network}`]);
  expect(open.state).toBe("warning");
  expect(open.advice).toMatch(/WITHOUT A SANDBOX.* and let commands reach THE NETWORK/);
});
