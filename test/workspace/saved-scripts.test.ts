import { execFileSync } from "node:child_process";
import { symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { listSavedScripts, readSavedScript, ScriptNotFound } from "../../src/workspace/saved-scripts.ts";
import { readScriptFile, ScriptUnreadable } from "../../src/workspace/script-file.ts";
import { makeWorkspace, writeFiles, type TemporaryWorkspace } from "./temporary-workspace.ts";

function places({ workspace, outside }: TemporaryWorkspace) {
  return {
    workspace,
    home: join(outside, "home"),
    bundled: [join(outside, "bundled"), join(outside, "more")],
  };
}

describe("a saved script", () => {
  test("is found in the first place that has it", async () => {
    const world = makeWorkspace({ ".pawl/scripts/a.js": "1", ".claude/workflows/a.js": "2" });
    writeFiles(world.workspace, { ".claude/workflows/b.js": "2" });
    writeFiles(world.outside, { "home/.claude/workflows/b.js": "3", "home/.claude/workflows/c.js": "3" });
    writeFiles(world.outside, { "bundled/c.js": "4", "bundled/deep-research.js": "4" });
    const found = await Promise.all(
      ["a", "b", "c", "deep-research"].map((name) => readSavedScript(name, places(world))),
    );
    expect(found.map(({ text }) => text)).toEqual(["1", "2", "3", "4"]);
    expect(found.map(({ source }) => source)).toEqual([
      join(world.workspace, ".pawl/scripts/a.js"),
      join(world.workspace, ".claude/workflows/b.js"),
      join(world.outside, "home/.claude/workflows/c.js"),
      "bundled",
    ]);
  });

  test("W07 that nobody knows: the error lists the known ones", async () => {
    const world = makeWorkspace({
      ".pawl/scripts/fix.js": "",
      ".pawl/scripts/notes.md": "",
      ".pawl/scripts/.x.js": "",
    });
    writeFiles(world.outside, { "bundled/deep-research.js": "" });
    const refused = await readSavedScript("fx", places(world)).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ScriptNotFound);
    expect(String(refused)).toContain(
      `There is no saved script named "fx". Known: deep-research (bundled), fix (${world.workspace}/.pawl/scripts/fix.js).`,
    );
  });

  test("list: every name once, with where it comes from", async () => {
    const world = makeWorkspace({ ".pawl/scripts/b.js": "", ".claude/workflows/a.js": "" });
    writeFiles(world.outside, { "bundled/a.js": "", "bundled/c.js": "" });
    const listed = await listSavedScripts(places(world));
    expect(listed.map(({ name, source }) => [name, source])).toEqual([
      ["a", join(world.workspace, ".claude/workflows/a.js")],
      ["b", join(world.workspace, ".pawl/scripts/b.js")],
      ["c", "bundled"],
    ]);
  });

  test("that came with pawl in two folders is that of the first", async () => {
    const world = makeWorkspace();
    writeFiles(world.outside, { "bundled/a.js": "1", "more/a.js": "2", "more/b.js": "2" });
    const found = await Promise.all(["a", "b"].map((name) => readSavedScript(name, places(world))));
    expect(found.map(({ text, source }) => [text, source])).toEqual([
      ["1", "bundled"],
      ["2", "bundled"],
    ]);
  });

  test.each(["../secret", "a/b", "/etc/passwd", "..", ".hidden", "a\\b", "a\0", "a\nb", "", "x".repeat(300)])(
    "has no path characters in its name: %j",
    async (name) => {
      const world = makeWorkspace({ ".pawl/secret.js": "x", ".pawl/scripts/.hidden.js": "x" });
      await expect(readSavedScript(name, places(world))).rejects.toThrow(/without path characters/);
    },
  );

  test("of the workspace cannot be a link that leads out of it", async () => {
    const world = makeWorkspace({ ".pawl/scripts/x.js": "" });
    writeFileSync(join(world.outside, "secret.js"), "s");
    symlinkSync(join(world.outside, "secret.js"), join(world.workspace, ".pawl/scripts/link.js"));
    await expect(readSavedScript("link", places(world))).rejects.toMatchObject({
      name: "PathOutsideWorkspace",
    });
  });
});

describe("a script file", () => {
  test("is read from inside the workspace, by relative or absolute path", async () => {
    const { workspace } = makeWorkspace({ "flows/a.js": "\uFEFFexport const meta = {}\n// ä" });
    const expected = { text: "export const meta = {}\n// ä", path: join(workspace, "flows/a.js") };
    expect(await readScriptFile("flows/a.js", workspace)).toEqual(expected);
    expect(await readScriptFile(join(workspace, "flows/a.js"), workspace)).toEqual(expected);
  });

  test("outside of the workspace is refused", async () => {
    const { workspace, outside } = makeWorkspace();
    writeFileSync(join(outside, "a.js"), "");
    symlinkSync(join(outside, "a.js"), join(workspace, "link.js"));
    for (const path of ["../outside/a.js", join(outside, "a.js"), "link.js"]) {
      await expect(readScriptFile(path, workspace)).rejects.toMatchObject({ name: "PathOutsideWorkspace" });
    }
  });

  test.each([
    ["missing", "missing.js", /there is no such file/],
    ["below a file", "binary.js/x", /there is no such file/],
    ["a directory", "directory", /it is a directory/],
    ["the workspace", ".", /a directory/],
    ["a pipe", "pipe", /a pipe, socket or device/],
    ["binary", "binary.js", /NUL bytes/],
    ["not UTF-8", "latin.js", /not valid UTF-8/],
    ["huge", "huge.js", /3000000 bytes, and a script at most 524288/],
  ])("that is none says why: %s", async (_, path, message) => {
    const { workspace } = makeWorkspace({ "directory/x": "", "huge.js": "" });
    execFileSync("mkfifo", [join(workspace, "pipe")]);
    writeFileSync(join(workspace, "binary.js"), Buffer.from([1, 0, 2]));
    writeFileSync(join(workspace, "latin.js"), Buffer.from([0xe4, 0x20]));
    truncateSync(join(workspace, "huge.js"), 3_000_000);
    const refusal = readScriptFile(path, workspace);
    await expect(refusal).rejects.toThrow(ScriptUnreadable);
    await expect(refusal).rejects.toThrow(message);
  });

  test("just above the limit is read, so that the language can say its rule", async () => {
    const { workspace } = makeWorkspace({ "long.js": "x".repeat(512 * 1024 + 1) });
    expect((await readScriptFile("long.js", workspace)).text.length).toBe(512 * 1024 + 1);
  });
});
