import { spawnSync } from "node:child_process";
import { readdirSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { clearLeftovers } from "../../../src/workspace/leftovers/clear-leftovers.ts";
import { findLeftovers } from "../../../src/workspace/leftovers/find-leftovers.ts";
import { ownTag } from "../../../src/workspace/process-identity.ts";
import { bundleProgram } from "../bundled-program.ts";
import { makeWorkspace, writeFiles } from "../temporary-workspace.ts";
import { makeHome } from "../worktree/worktree-stage.ts";

/** As long as a name may be: 255 bytes. */
const LONG = `${"語".repeat(83)}.ts.md`;

/** A writer that dies when the new content is on the disk and not yet in the old one's place. */
function killedWrite(workspace: string, path: string): void {
  const program = bundleProgram(`
    import { writeConfined } from "./src/workspace/confined-file.ts";
    await writeConfined(process.argv[2] ?? "", process.argv[3] ?? "", "new");
  `);
  const env = { PATH: process.env["PATH"], PAWL_FAIL_POINT: "write-made:1" };
  const { signal } = spawnSync(process.execPath, [program, workspace, path], { env });
  expect(signal).toBe("SIGKILL");
}

test("half of a file whose writer was killed is found wherever it lies, and cleared", async () => {
  const { workspace } = makeWorkspace({ "src/a.ts": "old", [LONG]: "old" });
  killedWrite(workspace, "src/a.ts");
  killedWrite(workspace, LONG);
  const named = (readdirSync(workspace, { recursive: true }) as string[]).filter((name) =>
    name.endsWith(".tmp"),
  );
  expect(named.map((name) => /\.pawl-[0-9a-f]{12}-/.test(name))).toEqual([true, true]);
  const scope = { home: makeHome(), workspaces: [workspace], askRunStates: null };
  const found = await findLeftovers(scope);
  expect(found).toMatchObject([
    { kind: "file", isNobodys: true, why: "half of a file, whose writer is dead" },
    { kind: "file", isNobodys: true, why: "half of a file, whose writer is dead" },
  ]);
  expect((await clearLeftovers(scope, ["file"])).cleared).toEqual(found);
  expect(readdirSync(workspace).toSorted()).toEqual(["src", LONG]);
  expect(readdirSync(join(workspace, "src"))).toEqual(["a.ts"]);
});

test("what may be somebody's stays: a file being written, another machine's of today, and what only looks like one", async () => {
  // As earlier versions named it.
  const elsewhere = ".a.ts.0123456789ab-1-2-00000000.tmp";
  const { workspace } = makeWorkspace();
  writeFiles(workspace, {
    [`.a.ts.pawl-0123456789ab-${ownTag()}.tmp`]: "half",
    [elsewhere]: "half",
    ".a.ts.0123456789ab.tmp": "who wrote this?",
    "a.ts.0123456789ab-1-2-00000000.tmp": "not hidden",
    ".a.tmp": "a user's",
  });
  const scope = { home: makeHome(), workspaces: [workspace], askRunStates: null };
  const name = join(workspace, elsewhere);
  expect(await findLeftovers(scope)).toMatchObject([{ name, isNobodys: false }]);
  expect((await clearLeftovers(scope, ["file"])).cleared).toEqual([]);
  utimesSync(name, 1, 1);
  expect((await clearLeftovers(scope, ["file"])).cleared).toMatchObject([{ name, isNobodys: true }]);
  expect(readdirSync(workspace)).toHaveLength(4);
});

test("what is installed is not searched", async () => {
  const { workspace } = makeWorkspace();
  const torn = ".a.ts.pawl-0123456789ab-1-2-00000000.tmp";
  writeFiles(workspace, { [torn]: "half", [`lib/node_modules/x/${torn}`]: "half" });
  const scope = { home: makeHome(), workspaces: [workspace], askRunStates: null };
  expect(await findLeftovers(scope, ["file"])).toMatchObject([{ name: join(workspace, torn) }]);
});
