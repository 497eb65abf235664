import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeToolStage } from "./tool-stage.ts";
import type { ToolStage } from "./tool-stage.ts";

let stage: ToolStage;
beforeEach(async () => void (stage = await makeToolStage()));
afterEach(() => stage.close());

test("no tool reaches out of the workspace, through a link neither", async () => {
  await symlink("/etc", join(stage.root, "link"));
  for (const path of ["/etc/hostname", "../x", "link/hostname", "/proc/self/root/etc/hostname", "a\0b"]) {
    expect(await stage.use("Read", { file_path: path })).toContain("PathOutsideWorkspace");
    expect(await stage.use("Write", { file_path: path, content: "x" })).toContain("PathOutsideWorkspace");
    expect(await stage.use("Edit", { file_path: path, old_string: "a", new_string: "x" })).toContain(
      "PathOutsideWorkspace",
    );
    expect(await stage.use("Grep", { pattern: ".", path })).toContain("PathOutsideWorkspace");
    expect(await stage.use("Glob", { pattern: "*", path })).toContain("PathOutsideWorkspace");
  }
});

test("the schemas the model sees name every input and its meaning", () => {
  for (const { inputSchema } of stage.tools) {
    expect(inputSchema["type"]).toBe("object");
    expect(inputSchema).not.toHaveProperty("$schema");
    const properties = inputSchema["properties"] as Record<string, { description?: string }>;
    expect(Object.values(properties).every(({ description }) => description !== undefined)).toBe(true);
  }
});
