import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { sandboxFinding } from "../../src/cli/doctor/examine.ts";
import { canBoundPids } from "../../src/workspace/pid-bound.ts";
import { isPidBoundSet } from "../../src/workspace/pid-bound-probe.ts";
import { findProcessBound } from "../../src/workspace/process-bound.ts";
import { requireSandbox } from "../../src/workspace/sandbox.ts";
import { bundleProgram } from "../workspace/bundled-program.ts";

test("pawl doctor warns where nothing of the kernel bounds the processes of commands", () => {
  expect(sandboxFinding("/usr/bin/bwrap", "looking")).toMatchObject({
    state: "warning",
    advice: expect.stringMatching(
      /another user than root, or where root may make control groups, or on Linux 6\.14/,
    ),
  });
  for (const bound of ["user", "control group", "process ids"] as const) {
    expect(sandboxFinding("/usr/bin/bwrap", bound)).toMatchObject({ state: "ok", advice: null });
  }
});

test("process ids of a namespace are bounded for root only, and never where the number is the whole machine's", async () => {
  const root = 0;
  expect(["5.15.0-91-generic", "6.12.48", "6.13.9"].map((linux) => canBoundPids(linux, root))).toEqual([
    false,
    false,
    false,
  ]);
  expect(["6.14.0-27-generic", "6.18.44", "7.0.1"].map((linux) => canBoundPids(linux, root))).toEqual([
    true,
    true,
    true,
  ]);
  expect(canBoundPids("6.18.44", 1_000)).toBe(false);
  expect(["user", "control group", "process ids", "looking"]).toContain(
    await findProcessBound(await requireSandbox()),
  );
});

test.runIf(canBoundPids())(
  "where /proc/sys is read-only the processes of root are not said to be bounded",
  async () => {
    const program = bundleProgram(`
    import { isPidBoundSet } from "./src/workspace/pid-bound-probe.ts";
    process.stdout.write(String(await isPidBoundSet(process.argv[2] ?? "")));
  `);
    const bubblewrap = await requireSandbox();
    const readOnly = 'mount --bind /proc/sys /proc/sys && mount -o remount,bind,ro /proc/sys && exec "$@"';
    const inContainer = ["--mount", "sh", "-c", readOnly, "sh", process.execPath, program, bubblewrap];
    expect(execFileSync("unshare", inContainer, { encoding: "utf8" })).toBe("false");
    expect(await isPidBoundSet(bubblewrap)).toBe(true);
  },
);
