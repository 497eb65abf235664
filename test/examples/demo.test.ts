// The demo as a person gets it, answered by itself.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";

const DEMO = fileURLToPath(new URL("../../scripts/demo.mjs", import.meta.url));
const DEMO_MS = 240_000;

const folder = mkdtempSync(join(tmpdir(), "pawl-demo-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test(
  "the demo goes from a task in words to an approved plan, and ends with everything green, no finished agent asked again, and nothing left behind",
  { timeout: DEMO_MS },
  () => {
    const env = { PATH: process.env["PATH"], HOME: process.env["HOME"], TMPDIR: folder };
    const demo = spawnSync(process.execPath, [DEMO, "--yes"], { env, encoding: "utf8", timeout: DEMO_MS });
    expect(demo.stderr).toBe("");
    // In this order: chosen, written and mended, shown, approved by pawl's own command, killed, approved by Temporal's.
    const acts = [
      "workflow, because 17 modules need the same change",
      "version 1 goes back to the planner: script:32:13 error S04-typescript",
      "Start migration?",
      "approve migration-demo",
      "kill -9",
      '{"id":"g2"',
    ];
    const places = acts.map((act) => demo.stdout.indexOf(act));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places[0]).toBeGreaterThan(0);
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
