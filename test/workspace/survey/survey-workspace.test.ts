import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { surveyWorkspace } from "../../../src/workspace/survey/survey-workspace.ts";
import { git, makeWorkspace } from "../temporary-workspace.ts";

const survey = (files: Readonly<Record<string, string>>) => surveyWorkspace(makeWorkspace(files).workspace);
const commandsOf = async (files: Readonly<Record<string, string>>) =>
  (await survey(files)).oracles.map(({ kind, command }) => `${kind}: ${command}`);
const manifest = (scripts: unknown) => ({ "package.json": JSON.stringify({ scripts }) });

describe("a look at a workspace", () => {
  it("says whether it is a repository, and how many files it has that Git does not ignore", async () => {
    const { workspace } = makeWorkspace({ "a.js": "", "b.js": "", "dist/c.js": "", ".gitignore": "dist\n" });
    expect(await surveyWorkspace(workspace)).toEqual({ isRepository: false, files: 4, oracles: [] });
    git(workspace, "init", "--quiet");
    expect(await surveyWorkspace(workspace)).toEqual({ isRepository: true, files: 3, oracles: [] });
  });

  it("an empty one has no files and no commands", async () => {
    expect(await survey({})).toEqual({ isRepository: false, files: 0, oracles: [] });
  });

  it("a directory below a repository's top is a repository", async () => {
    const { workspace } = makeWorkspace({ "packages/one/a.js": "" });
    git(workspace, "init", "--quiet");
    expect((await surveyWorkspace(join(workspace, "packages/one"))).isRepository).toBe(true);
  });
});

describe("a command that says whether it works", () => {
  it("is found in package.json, tests before types, build and lint", async () => {
    const scripts = { lint: "x", build: "x", test: "node --test", typecheck: "tsc" };
    expect(await commandsOf(manifest(scripts))).toEqual([
      "tests: npm test",
      "types: npm run typecheck",
      "build: npm run build",
      "lint: npm run lint",
    ]);
  });

  it("is called with the package manager whose lock file is there", async () => {
    expect(await commandsOf({ ...manifest({ test: "x" }), "pnpm-lock.yaml": "" })).toEqual([
      "tests: pnpm test",
    ]);
    expect(await commandsOf({ ...manifest({ unit: "x" }), "yarn.lock": "" })).toEqual([
      "tests: yarn run unit",
    ]);
  });

  it("is not what npm writes where there are no tests", async () => {
    expect(await commandsOf(manifest({ test: 'echo "Error: no test specified" && exit 1' }))).toEqual([]);
  });

  it("is the type checker where only tsconfig.json names one", async () => {
    expect(await commandsOf({ ...manifest({}), "tsconfig.json": "{}" })).toEqual(["types: npx tsc --noEmit"]);
  });

  it("is found in a Makefile's targets, and not in its variables", async () => {
    expect(await commandsOf({ Makefile: "all:\n\ttrue\ntest: all\n\ttrue\n" })).toEqual(["tests: make test"]);
    expect(await commandsOf({ Makefile: "test := yes\nall:\n\ttrue\n" })).toEqual([]);
  });

  it("is found for Python, Go and Rust", async () => {
    expect(await commandsOf({ "pyproject.toml": "[tool.pytest.ini_options]\n" })).toEqual([
      "tests: python -m pytest",
    ]);
    expect(await commandsOf({ "pyproject.toml": "[project]\n" })).toEqual([]);
    expect(await commandsOf({ "go.mod": "module x\n" })).toEqual([
      "tests: go test ./...",
      "types: go vet ./...",
    ]);
    expect(await commandsOf({ "Cargo.toml": "" })).toEqual(["tests: cargo test", "types: cargo check"]);
  });

  it("says where it was found", async () => {
    expect((await survey(manifest({ test: "x" }))).oracles[0]?.basis).toBe("package.json, scripts.test");
  });

  it("is none where the project's file is broken, is no file, or leads outside", async () => {
    expect(await commandsOf({ "package.json": "{" })).toEqual([]);
    expect(await commandsOf({ "package.json": '{"scripts": ["test"]}' })).toEqual([]);
    expect(await commandsOf({ "package.json/index": "" })).toEqual([]);
    const { workspace, outside } = makeWorkspace();
    writeFileSync(join(outside, "package.json"), manifest({ test: "x" })["package.json"]);
    symlinkSync(join(outside, "package.json"), join(workspace, "package.json"));
    expect((await surveyWorkspace(workspace)).oracles).toEqual([]);
  });
});
