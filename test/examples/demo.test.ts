// The demo as a person gets it, answered by itself.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";

const DEMO = fileURLToPath(new URL("../../scripts/demo.mjs", import.meta.url));
const DEMO_MS = 180_000;

const folder = mkdtempSync(join(tmpdir(), "pawl-demo-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test(
  "the demo ends with everything green, no finished agent asked again, and nothing left behind",
  { timeout: DEMO_MS },
  () => {
    const env = { PATH: process.env["PATH"], HOME: process.env["HOME"], TMPDIR: folder };
    const demo = spawnSync(process.execPath, [DEMO, "--yes"], { env, encoding: "utf8", timeout: DEMO_MS });
    expect(demo.stderr).toBe("");
    expect(demo.stdout).toContain("kill -9");
    expect(demo.stdout.split("In short")[1]?.match(/[✓✗] .+/g)).toEqual([
      "✓ status completed",
      "✓ the library is migrated",
      "✓ verdict green",
      "✓ finished agents asked again: 0",
      "✓ finished turns asked again: 0",
    ]);
    expect(demo.status).toBe(0);
    expect(readdirSync(folder)).toEqual([]);
    // Each of the demo's processes has a path below its folder among its arguments.
    expect(execFileSync("ps", ["-eo", "args"], { encoding: "utf8" })).not.toContain(folder);
  },
);
