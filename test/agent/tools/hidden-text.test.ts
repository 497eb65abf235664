import { afterEach, beforeEach, expect, test } from "vitest";
import { makeToolStage } from "./tool-stage.ts";
import type { ToolStage } from "./tool-stage.ts";

let stage: ToolStage;
beforeEach(async () => void (stage = await makeToolStage()));
afterEach(() => stage.close());

const MARK = "[redacted: anthropic key]";
const FILE = 'key = "the real one"\nport = 1\n';

async function readFile(content: string): Promise<void> {
  await stage.put("a.toml", content);
  await stage.use("Read", { file_path: "a.toml" });
}

test("a file written back as it was shown keeps what was hidden in it", async () => {
  await readFile(FILE);
  const said = await stage.use("Write", { file_path: "a.toml", content: `key = "${MARK}"\nport = 2\n` });
  expect(said).toMatch(/stands for something that is hidden from you.*Nothing was changed/);
  expect(await stage.text("a.toml")).toBe(FILE);
});

test("an edit that looks for a mark, or puts one in, is told what it is", async () => {
  await readFile(FILE);
  for (const [old_string, new_string] of [
    [`key = "${MARK}"\nport = 1`, `key = "${MARK}"\nport = 2`],
    ["port = 1", `port = 1 # ${MARK}`],
  ]) {
    expect(await stage.use("Edit", { file_path: "a.toml", old_string, new_string })).toContain(
      "is hidden from you",
    );
  }
  expect(await stage.use("Edit", { file_path: "b", old_string: "", new_string: MARK })).toContain(
    "is hidden from you",
  );
  expect(await stage.text("a.toml")).toBe(FILE);
});

test("lines around it can be changed, and a mark that really is in the file is a text like any other", async () => {
  await readFile(FILE);
  expect(
    await stage.use("Edit", { file_path: "a.toml", old_string: "port = 1", new_string: "port = 2" }),
  ).toContain("Changed");
  await readFile(`expect("${MARK}")\n`);
  expect(await stage.use("Write", { file_path: "a.toml", content: `expect(it, "${MARK}")\n` })).toContain(
    "Replaced",
  );
});
