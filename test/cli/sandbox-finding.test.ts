import { expect, test } from "vitest";
import { sandboxFinding } from "../../src/cli/doctor/examine.ts";
import { canBoundPids } from "../../src/workspace/pid-bound.ts";
import { findProcessBound } from "../../src/workspace/process-bound.ts";

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
  expect(["user", "control group", "process ids", "looking"]).toContain(await findProcessBound());
});
