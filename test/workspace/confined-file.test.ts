import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openDirectoryForRead, openForRead, writeConfined } from "../../src/workspace/confined-file.ts";
import {
  FileChanged,
  NotAFile,
  PathOutsideWorkspace,
  ProtectedPath,
} from "../../src/workspace/path-errors.ts";
import { contentOf, makeWorkspace } from "./temporary-workspace.ts";

async function readConfined(workspace: string, path: string): Promise<string> {
  const { handle } = await openForRead(workspace, path);
  try {
    return await handle.readFile("utf8");
  } finally {
    await handle.close();
  }
}

describe("reading", () => {
  test("gives the file, its real path and its facts", async () => {
    const { workspace } = makeWorkspace({ "src/a.js": "hello" });
    const { handle, path, stats } = await openForRead(workspace, "src/a.js");
    await handle.close();
    expect({ path, size: stats.size }).toEqual({ path: join(workspace, "src/a.js"), size: 5 });
  });

  test("a directory, a pipe or a missing file is refused at once, each in its own words", async () => {
    const { workspace } = makeWorkspace({ "src/a.js": "" });
    execFileSync("mkfifo", [join(workspace, "pipe")]);
    await expect(openForRead(workspace, "src")).rejects.toThrow(NotAFile);
    await expect(openForRead(workspace, ".")).rejects.toThrow(NotAFile);
    await expect(openForRead(workspace, "pipe")).rejects.toThrow("a pipe, socket or device");
    await expect(openForRead(workspace, "src/b.js")).rejects.toMatchObject({ code: "ENOENT" });
  });
});

test("a directory is opened under a name that stays its own when another takes its path", async () => {
  const { workspace, outside } = makeWorkspace({ "src/deep/a.js": "hello" });
  const { handle, workPath, path } = await openDirectoryForRead(workspace, "src/deep");
  renameSync(join(workspace, "src/deep"), join(workspace, "src/moved"));
  symlinkSync(outside, join(workspace, "src/deep"));
  expect(path).toBe(join(workspace, "src/deep"));
  expect(readdirSync(workPath)).toEqual(["a.js"]);
  await handle.close();
  await expect(openDirectoryForRead(workspace, "src/deep")).rejects.toThrow(PathOutsideWorkspace);
  const top = await openDirectoryForRead(workspace, ".");
  expect(readdirSync(top.workPath)).toEqual(["src"]);
  await top.handle.close();
});

describe("writing", () => {
  test("replaces only what is expected to be there, and leaves nothing beside it", async () => {
    const { workspace } = makeWorkspace({ "a.txt": "old" });
    const write = (expected: string | null, path = "a.txt") =>
      writeConfined(workspace, path, "new", expected === null ? null : Buffer.from(expected));
    await expect(write("ol")).rejects.toThrow(FileChanged);
    await expect(write("new")).rejects.toThrow(FileChanged);
    await expect(write(null)).rejects.toThrow(FileChanged);
    await expect(write("old", "b.txt")).rejects.toThrow(FileChanged);
    expect(readdirSync(workspace)).toEqual(["a.txt"]);
    expect(readFileSync(join(workspace, "a.txt"), "utf8")).toBe("old");
    await expect(write("old")).resolves.toMatchObject({ created: false });
    await expect(write(null, "b.txt")).resolves.toMatchObject({ created: true });
    expect(readdirSync(workspace).toSorted()).toEqual(["a.txt", "b.txt"]);
    expect(readFileSync(join(workspace, "b.txt"), "utf8")).toBe("new");
  });

  test("makes the file and its directories, and says that it is new", async () => {
    const { workspace } = makeWorkspace();
    const written = await writeConfined(workspace, "a/b/c.txt", "one");
    expect(written).toEqual({ path: join(workspace, "a/b/c.txt"), created: true });
    expect((await writeConfined(workspace, "a/b/c.txt", "two")).created).toBe(false);
    expect(contentOf(workspace)).toEqual({ [join(workspace, "a/b/c.txt")]: "two" });
  });

  test("keeps the mode of a file and a link that stays inside", async () => {
    const { workspace } = makeWorkspace({ "bin/run": "old" });
    execFileSync("chmod", ["750", join(workspace, "bin/run")]);
    symlinkSync("bin/run", join(workspace, "run"));
    await writeConfined(workspace, "run", "new");
    expect(readFileSync(join(workspace, "bin/run"), "utf8")).toBe("new");
    expect(statSync(join(workspace, "bin/run")).mode & 0o777).toBe(0o750);
    expect(lstatSync(join(workspace, "run")).isSymbolicLink()).toBe(true);
  });

  test("a directory or a protected place is refused and nothing is made", async () => {
    const { workspace } = makeWorkspace({ "src/a.js": "1" });
    const before = contentOf(workspace);
    await expect(writeConfined(workspace, "src", "x")).rejects.toThrow(NotAFile);
    await expect(writeConfined(workspace, ".vscode/tasks.json", "x")).rejects.toThrow(ProtectedPath);
    await expect(writeConfined(workspace, "src/a.js/b", "x")).rejects.toMatchObject({ code: "ENOTDIR" });
    expect(contentOf(workspace)).toEqual(before);
  });
});

/** Swaps `place` in the workspace between a directory and a link to the outside, as fast as it can. */
async function startSwapping(workspace: string, outside: string): Promise<() => Promise<void>> {
  mkdirSync(join(workspace, "place"));
  writeFileSync(join(workspace, "place", "file"), "inside");
  symlinkSync(outside, join(workspace, "link"));
  // A write may make `place` anew just while it is away: then that is put aside, and the swap is tried again.
  const loop = `
    const { renameSync } = require("node:fs");
    let aside = 0;
    const put = (from) => {
      for (;;) {
        try { return renameSync(from, "place"); } catch { renameSync("place", "aside-" + (aside += 1)); }
      }
    };
    process.stdout.write("go");
    for (;;) {
      renameSync("place", "kept"); put("link");
      renameSync("place", "link"); put("kept");
    }`;
  const swapper = spawn(process.execPath, ["-e", loop], {
    cwd: workspace,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(swapper, "exit");
  await once(swapper.stdout, "data");
  return async () => {
    swapper.kill("SIGKILL");
    expect((await ended)[1]).toBe("SIGKILL");
  };
}

describe("a directory swapped for a link at the moment of use", () => {
  test("never lets a read out of the workspace", async () => {
    const { workspace, outside } = makeWorkspace();
    writeFileSync(join(outside, "file"), "SECRET");
    const stop = await startSwapping(workspace, outside);
    const outcomes = await attempt(1_500, () => readConfined(workspace, "place/file"));
    await stop();
    expect(outcomes.get("inside")).toBeGreaterThan(0);
    expect(outcomes.get(PathOutsideWorkspace.name)).toBeGreaterThan(0);
    expect([...outcomes.keys()]).not.toContain("SECRET");
  });

  test("never lets a write out of the workspace", async () => {
    const { workspace, outside } = makeWorkspace();
    const stop = await startSwapping(workspace, outside);
    const write = async () => (await writeConfined(workspace, "place/new/written", "x")).path;
    const outcomes = await attempt(1_500, write);
    await stop();
    expect(outcomes.get(PathOutsideWorkspace.name)).toBeGreaterThan(0);
    expect(contentOf(outside)).toEqual({});
    expect(outcomes.size).toBeGreaterThan(1);
  });
});

/** Counts results and the names of errors (system errors by their code). */
async function attempt(times: number, act: () => Promise<string>): Promise<Map<string, number>> {
  const outcomes = new Map<string, number>();
  for (let i = 0; i < times; i += 1) {
    const outcome = await act().catch((error: Error & { code?: string }) => error.code ?? error.name);
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  }
  return outcomes;
}
