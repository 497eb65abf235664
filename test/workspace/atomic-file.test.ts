import { chmodSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeFileAtomically } from "../../src/workspace/atomic-file.ts";
import { makeWorkspace } from "./temporary-workspace.ts";

test("a file is made together with its directories", async () => {
  const { workspace } = makeWorkspace();
  await writeFileAtomically(join(workspace, "a/b/c.json"), new Uint8Array([123, 125]));
  expect(readFileSync(join(workspace, "a/b/c.json"), "utf8")).toBe("{}");
});

test("a file that is replaced keeps its mode, and no temporary file stays", async () => {
  const { workspace } = makeWorkspace({ "run.sh": "old" });
  chmodSync(join(workspace, "run.sh"), 0o701);
  await writeFileAtomically(join(workspace, "run.sh"), "new");
  expect(statSync(join(workspace, "run.sh")).mode & 0o777).toBe(0o701);
  expect(readdirSync(workspace)).toEqual(["run.sh"]);
});

test("readers find the old content or the new, never a part", async () => {
  const [old, young] = ["a".repeat(400_000), "b".repeat(500_000)];
  const { workspace } = makeWorkspace({ file: old });
  const path = join(workspace, "file");
  let writing = true;
  const written = writeFileAtomically(path, young).finally(() => (writing = false));
  const seen = new Set<string>();
  while (writing) {
    seen.add(readFileSync(path, "utf8"));
    await new Promise((resolve) => setImmediate(resolve));
  }
  await written;
  seen.add(readFileSync(path, "utf8"));
  expect([...seen].every((content) => content === old || content === young)).toBe(true);
  expect(seen.has(young)).toBe(true);
});

test("a write that fails leaves the directory as it was", async () => {
  const { workspace } = makeWorkspace({ "place/x": "" });
  await expect(writeFileAtomically(join(workspace, "place"), "x")).rejects.toMatchObject({ code: "EISDIR" });
  expect(readdirSync(workspace)).toEqual(["place"]);
});
