import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { saveScript } from "../../src/workspace/save-script.ts";

let workspace = "";
beforeEach(async () => {
  workspace = await mkdtemp(join(tmpdir(), "pawl-save-"));
});
afterEach(() => rm(workspace, { recursive: true, force: true }));

const scripts = (): string => join(workspace, ".pawl", "scripts");
const save = (name: string, text: string, taken: readonly string[] = []): Promise<string> =>
  saveScript({ workspace, name, text }, taken);

describe("saving a script", () => {
  it("makes the file's name of the script's, and keeps the text byte for byte", async () => {
    const text = "export const meta = {};\r\n\u00e9\n";
    const path = await save("Fix ALL: tests/../x", text);
    expect(path).toBe(join(scripts(), "fix-all-tests-x.js"));
    expect(await readFile(path, "utf8")).toBe(text);
  });

  it("a name without any letter becomes script", async () => {
    expect(await save("\u043f\u043b\u0430\u043d", "1")).toBe(join(scripts(), "script.js"));
  });

  it("never writes over another: the next free name is taken, and the same text is saved once", async () => {
    await save("a", "first");
    expect(await save("a", "second")).toBe(join(scripts(), "a-2.js"));
    expect(await save("a", "second")).toBe(join(scripts(), "a-2.js"));
    expect(await readFile(join(scripts(), "a.js"), "utf8")).toBe("first");
    expect((await readdir(scripts())).toSorted()).toEqual(["a-2.js", "a.js"]);
  });

  it("of several at once with one name each gets a file of its own", async () => {
    const paths = await Promise.all(["1", "2", "3", "4"].map((text) => save("a", text)));
    expect(new Set(paths).size).toBe(4);
    const texts = await Promise.all(paths.map((path) => readFile(path, "utf8")));
    expect(texts).toEqual(["1", "2", "3", "4"]);
  });

  it("leaves names alone that mean something already", async () => {
    expect(await save("goal", "1", ["goal", "goal-2"])).toBe(join(scripts(), "goal-3.js"));
  });

  it("something that is no file to be read is not free, either", async () => {
    await mkdir(join(scripts(), "a.js"), { recursive: true });
    expect(await save("a", "1")).toBe(join(scripts(), "a-2.js"));
  });

  it("does not follow a link out of the workspace", async () => {
    const outside = await mkdtemp(join(tmpdir(), "pawl-outside-"));
    await symlink(outside, join(workspace, ".pawl"));
    await expect(save("a", "1")).rejects.toThrow("inside the workspace");
    expect(await readdir(outside)).toEqual([]);
    await rm(outside, { recursive: true });
  });

  it("does not write through a link", async () => {
    await mkdir(scripts(), { recursive: true });
    const victim = join(workspace, "victim");
    await writeFile(victim, "keep");
    await symlink(victim, join(scripts(), "a.js"));
    expect(await save("a", "1")).toBe(join(scripts(), "a-2.js"));
    expect(await readFile(victim, "utf8")).toBe("keep");
  });
});
