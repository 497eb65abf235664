import { execFileSync } from "node:child_process";
import { symlink, utimes } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeToolStage } from "./tool-stage.ts";
import type { ToolStage } from "./tool-stage.ts";

let stage: ToolStage;
beforeEach(async () => void (stage = await makeToolStage()));
afterEach(() => stage.close());

const glob = (pattern: string, path?: string): Promise<string> =>
  stage.use("Glob", { pattern, ...(path === undefined ? {} : { path }) });

/** Files changed one second after the other, the last one last. */
async function putInOrder(...files: readonly string[]): Promise<void> {
  for (const [second, file] of files.entries()) {
    await stage.put(file, "");
    await utimes(join(stage.root, file), 1_000 + second, 1_000 + second);
  }
}

test("what matches is listed with the last changed first, by path where that does not tell", async () => {
  await putInOrder("old.js", "src/a.js", "src/deep/c.js");
  expect(await glob("**/*.js")).toBe("src/deep/c.js\nsrc/a.js\nold.js");
  for (const file of ["old.js", "src/a.js", "src/deep/c.js"]) await utimes(join(stage.root, file), 5, 5);
  expect(await glob("**/*.js")).toBe("old.js\nsrc/a.js\nsrc/deep/c.js");
});

test("a pattern with a slash starts at the folder, one without matches at any depth", async () => {
  await putInOrder("lib/src/z.js", "src/b.js", "src/a.js", "src/deep/c.js");
  expect(await glob("src/*.js")).toBe("src/a.js\nsrc/b.js");
  expect(await glob("./src/*.js")).toBe("src/a.js\nsrc/b.js");
  expect(await glob(join(stage.root, "src/*.js"))).toBe("src/a.js\nsrc/b.js");
  expect(await glob("*.js")).toBe("src/deep/c.js\nsrc/a.js\nsrc/b.js\nlib/src/z.js");
  expect(await glob("**/{a,c}.js")).toBe("src/deep/c.js\nsrc/a.js");
});

test("paths are relative to where the agent works, whatever folder is searched, so that Read takes them", async () => {
  await stage.put("src/deep/c.js", "found");
  const answer = await glob("*.js", "src/deep");
  expect(answer).toBe("src/deep/c.js");
  expect(await stage.use("Read", { file_path: answer })).toContain("found");
});

test("files that .gitignore names are listed only when nothing else matches, and that is said", async () => {
  execFileSync("git", ["init", "-q", stage.root]);
  await stage.put(".gitignore", "node_modules\n*.gen.js\n");
  await stage.put(".pawl/db.js", "");
  await putInOrder("a.js", "x.gen.js", "node_modules/m/i.js", "dist.gen.js");
  expect(await glob("**/*.js")).toBe("a.js");
  expect(await glob("**/*")).not.toMatch(/node_modules|\.git\/|\.pawl/);
  expect(await glob("node_modules/m/*")).toBe(
    "node_modules/m/i.js\n[Only files that .gitignore names match.]",
  );
  expect(await glob("*.gen.js")).toBe("dist.gen.js\nx.gen.js\n[Only files that .gitignore names match.]");
});

test("hidden files are files, the stores of git and pawl are not, and links are not followed", async () => {
  execFileSync("git", ["init", "-q", stage.root]);
  await stage.put(".github/workflows/ci.yml", "");
  await symlink("/etc", join(stage.root, "etc"));
  expect(await glob("**/*.yml")).toBe(".github/workflows/ci.yml");
  expect(await glob("**/HEAD")).toBe("No file matches.");
  expect(await glob("**/hostname")).toBe("No file matches.");
});

test("more than 200 are counted", async () => {
  for (let index = 0; index < 205; index += 1) await stage.put(`f${index}.txt`, "");
  const answer = await glob("*.txt");
  expect(answer.split("\n")).toHaveLength(201);
  expect(answer).toMatch(/\n\[5 more; narrow the pattern\.\]$/);
});

test("a pattern may climb within the place; one that leads out is refused, not answered as if nothing was there", async () => {
  await stage.put("src/a.js", "");
  await stage.put("lib/b.js", "");
  expect(await glob("../lib/*.js", "src")).toBe("lib/b.js");
  expect(await glob("src/../lib/*.js")).toBe("lib/b.js");
  for (const pattern of ["../*", "src/../../*", "/etc/*"])
    expect(await glob(pattern)).toContain(`${pattern} leads out of ${stage.root}`);
});

test("a name with a line end is one name, shown as JSON has it", async () => {
  await stage.put("a\n[7 more; narrow the pattern.].js", "");
  expect(await glob("*.js")).toBe(String.raw`"a\n[7 more; narrow the pattern.].js"`);
});

test("a folder that is not there, is a file, or lies outside is refused", async () => {
  await stage.put("src/a.js", "");
  expect(await glob("*", "scr")).toContain("Did you mean src?");
  expect(await glob("*", "src/a.js")).toContain("src/a.js is a file, not a folder");
  expect(await glob("*", "..")).toContain("PathOutsideWorkspace");
  expect(await glob("*", "/etc")).toContain("PathOutsideWorkspace");
  expect(await glob("{")).toContain("The search failed");
});
