import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { confinePath, confinePathForWrite } from "../../src/workspace/confined-path.ts";
import { PathOutsideWorkspace, ProtectedPath } from "../../src/workspace/path-errors.ts";
import { makeWorkspace } from "./temporary-workspace.ts";

describe("a path inside the workspace", () => {
  test.each([
    ["relative", "src/a.js", "src/a.js"],
    ["with a detour that stays inside", "src/../src/./a.js", "src/a.js"],
    ["the workspace itself", ".", ""],
    ["a name that begins with two dots", "..a", "..a"],
    ["not there yet, nor its directories", "new/deep/b.js", "new/deep/b.js"],
  ])("is resolved: %s", async (_, path, inside) => {
    const { workspace } = makeWorkspace({ "src/a.js": "1" });
    expect(await confinePath(workspace, path)).toEqual({ workspace, real: join(workspace, inside), inside });
  });

  test("may be absolute, and the workspace may be named through a link", async () => {
    const { workspace, outside } = makeWorkspace({ "a.js": "1" });
    symlinkSync(workspace, join(outside, "link"));
    const confined = await confinePath(join(outside, "link"), join(outside, "link", "a.js"));
    expect(confined).toEqual({ workspace, real: join(workspace, "a.js"), inside: "a.js" });
  });

  test("may lead through links that stay inside", async () => {
    const { workspace } = makeWorkspace({ "src/a.js": "1" });
    symlinkSync("src", join(workspace, "lib"));
    symlinkSync(join(workspace, "src", "new.js"), join(workspace, "dangling"));
    expect((await confinePath(workspace, "lib/a.js")).inside).toBe("src/a.js");
    expect((await confinePathForWrite(workspace, "dangling")).inside).toBe("src/new.js");
  });
});

describe("a path that leads out is refused", () => {
  test.each([
    ["by ..", "../outside/secret"],
    ["by .. after a name", "src/../../outside/secret"],
    ["as an absolute path", "/etc/passwd"],
    ["by a sibling whose name begins alike", "../project-2/x"],
    ["through a link to a file", "file-link"],
    ["through a link to a directory", "directory-link/secret"],
    ["through a link to a directory, to a file not there yet", "directory-link/new/file"],
    ["through a dangling link", "dangling-link"],
    ["through a chain of links", "chain"],
    ["through a loop of links", "loop"],
    ["with a NUL byte", "src/a.js\0.txt"],
    ["through a process's root", "/proc/self/root/etc/passwd"],
    ["through a process's working directory", "/proc/self/cwd/package.json"],
    ["through a file descriptor", "/dev/fd/0"],
    ["to a device", "/dev/zero"],
  ])("%s", async (_, path) => {
    const { workspace, outside } = makeWorkspace({ "src/a.js": "1" });
    writeFileSync(join(outside, "secret"), "s");
    symlinkSync(join(outside, "secret"), join(workspace, "file-link"));
    symlinkSync("../outside", join(workspace, "directory-link"));
    symlinkSync("../outside/not-there", join(workspace, "dangling-link"));
    symlinkSync("directory-link/secret", join(workspace, "chain"));
    symlinkSync("loop", join(workspace, "loop"));
    await expect(confinePath(workspace, path)).rejects.toThrow(PathOutsideWorkspace);
    await expect(confinePathForWrite(workspace, path)).rejects.toThrow(PathOutsideWorkspace);
  });

  test("even when it would come back in through /proc", async () => {
    const { workspace } = makeWorkspace({ "a.js": "1" });
    const refusal = confinePath(workspace, `/proc/self/root${workspace}/a.js`);
    await expect(refusal).rejects.toThrow(PathOutsideWorkspace);
  });

  test("and the refusal says which path, where it leads and what to do", async () => {
    const { workspace, outside } = makeWorkspace();
    symlinkSync(outside, join(workspace, "link"));
    const refused = await confinePath(workspace, "link/x").catch((error: unknown) => error);
    expect(refused).toMatchObject({ path: "link/x", workspace, leadsTo: join(outside, "x") });
    expect(String(refused)).toContain("Use a path inside the workspace");
  });
});

describe("protected places", () => {
  const places = [
    ".git/hooks/pre-commit",
    ".git",
    ".claude/settings.json",
    ".mcp.json",
    ".vscode/tasks.json",
  ];
  const more = [".idea/workspace.xml", ".pawl/scripts/x.js", ".GIT/config", "vendor/lib/.git/config"];

  test.each([...places, ...more])("may not be written, though they are not there yet: %s", async (path) => {
    const { workspace } = makeWorkspace();
    await expect(confinePathForWrite(workspace, path)).rejects.toThrow(ProtectedPath);
  });

  test("may not be written through a link to them, nor when they are links themselves", async () => {
    const { workspace } = makeWorkspace({ ".git/config": "", "shared/x": "" });
    symlinkSync(".git", join(workspace, "innocent"));
    symlinkSync("shared", join(workspace, ".claude"));
    await expect(confinePathForWrite(workspace, "innocent/config")).rejects.toThrow(ProtectedPath);
    await expect(confinePathForWrite(workspace, ".claude/x")).rejects.toThrow(ProtectedPath);
  });

  test("may be read, all but pawl's own data", async () => {
    const { workspace } = makeWorkspace({
      ".git/HEAD": "",
      ".pawl/scripts/a.js": "",
      ".pawl/temporal.db": "",
    });
    mkdirSync(join(workspace, ".claude"));
    expect((await confinePath(workspace, ".git/HEAD")).inside).toBe(".git/HEAD");
    expect((await confinePath(workspace, ".pawl/scripts/a.js")).inside).toBe(".pawl/scripts/a.js");
    await expect(confinePath(workspace, ".pawl/temporal.db")).rejects.toThrow(ProtectedPath);
  });

  test("do not shadow ordinary names", async () => {
    const { workspace } = makeWorkspace();
    for (const path of [".gitignore", ".github/workflows/x.yml", "src/.vscode-like", "docs/.claude/x"]) {
      expect((await confinePathForWrite(workspace, path)).real).toBe(join(realpathSync(workspace), path));
    }
  });
});
