// The demo's input, and what the simulated model can do with it, without any server.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { LIBRARY, loadConversion, makeRepository } from "./examples-folder.ts";
import { runSuite } from "./run-suite.ts";

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "pawl-library-"));
  folders.push(folder);
  return folder;
}

function filesOf(directory: string): string[] {
  return ["lib", "test"].flatMap((part) =>
    readdirSync(join(directory, part))
      .filter((name) => name.endsWith(".js"))
      .map((name) => join(part, name)),
  );
}

describe("the library that the demo migrates", () => {
  test("is CommonJS, has a dozen modules or more, and a green suite with 40 assertions or more", () => {
    const texts = filesOf(LIBRARY).map((file) => readFileSync(join(LIBRARY, file), "utf8"));
    expect(JSON.parse(readFileSync(join(LIBRARY, "package.json"), "utf8"))).toMatchObject({
      type: "commonjs",
    });
    expect(
      readdirSync(join(LIBRARY, "lib")).filter((name) => name.endsWith(".js")).length,
    ).toBeGreaterThanOrEqual(12);
    expect(texts.join("").match(/\bassert\.\w+\(/g)?.length).toBeGreaterThanOrEqual(40);
    const { exitCode, passed, failed } = runSuite(LIBRARY);
    expect({ exitCode, failed }).toEqual({ exitCode: 0, failed: 0 });
    expect(passed).toBeGreaterThanOrEqual(40);
  });

  test("becomes one commit, the same every time", async () => {
    const git = (repository: string, ...args: string[]): string =>
      execFileSync("git", ["-C", repository, ...args], { encoding: "utf8" }).trim();
    const first = await makeRepository(makeFolder());
    const second = await makeRepository(makeFolder());
    expect(git(first, "status", "--porcelain")).toBe("");
    expect(git(first, "rev-list", "--count", "HEAD")).toBe("1");
    expect(git(first, "rev-parse", "HEAD")).toBe(git(second, "rev-parse", "HEAD"));
  });
});

describe("the simulated model's conversion", () => {
  test("turns every file into an ES module that its own review finds nothing wrong with, and whose suite is green", async () => {
    const { toEsm, commonJsExports, problemsOf } = await loadConversion();
    const repository = await makeRepository(makeFolder());
    const files = filesOf(repository).map((file) => ({
      file,
      text: readFileSync(join(repository, file), "utf8"),
    }));
    const defaults = new Set(
      files
        .filter(({ text }) => commonJsExports(text).includes("default"))
        .map(({ file }) => basename(file, ".js")),
    );
    for (const { file, text } of files) {
      const converted = toEsm(text, { defaults });
      expect({ file, problems: problemsOf(text, converted) }).toEqual({ file, problems: [] });
      writeFileSync(join(repository, file.replace(/js$/, "mjs")), converted);
    }
    const both = runSuite(repository);
    expect(both).toMatchObject({ exitCode: 0, failed: 0 });
    for (const { file } of files) rmSync(join(repository, file));
    const alone = runSuite(repository);
    expect(alone).toMatchObject({ exitCode: 0, passed: both.passed / 2 });
  });
});
