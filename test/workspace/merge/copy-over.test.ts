import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { copyOver } from "../../../src/workspace/merge/other-disk.ts";

const COMMIT = "0123456789abcdef0123456789abcdef01234567";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "pawl-copy-"));
  writeFileSync(join(directory, "staged"), "merged");
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

test("the last look comes after the copy is whole, and what it finds stays", async () => {
  const path = join(directory, "file");
  writeFileSync(path, "before");
  const beforeReplace = (): void => {
    const beside = readdirSync(directory).filter((name) => name.endsWith(".tmp"));
    expect(beside.map((name) => readFileSync(join(directory, name), "utf8"))).toEqual(["merged"]);
    writeFileSync(path, "the user's");
    throw new Error("changed");
  };
  await expect(copyOver(join(directory, "staged"), path, { commit: COMMIT, beforeReplace })).rejects.toThrow(
    "changed",
  );
  expect(readFileSync(path, "utf8")).toBe("the user's");
  expect(readdirSync(directory).toSorted()).toEqual(["file", "staged"]);
});

test("a name of as many bytes as a file system takes is copied", async () => {
  const path = join(directory, "ä".repeat(127));
  await copyOver(join(directory, "staged"), path, { commit: COMMIT, beforeReplace: () => undefined });
  expect(readFileSync(path, "utf8")).toBe("merged");
});
