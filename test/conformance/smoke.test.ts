import { expect, it } from "vitest";
import { requestsWith, marker, runScript, valueOf } from "../support/stage.ts";

it("A01 an agent resolves to its final text", async () => {
  const mark = marker();
  expect(await valueOf(`return agent("${mark} hello")`)).toBe(`[simulated] ${mark} hello`);
  expect(await requestsWith(mark)).toHaveLength(1);
});

it("S12 an uncaught error shows the author's line and a code frame", async () => {
  const end = await runScript(`const x = 1\nfunction f() {\n  throw new TypeError("no")\n}\nf()`);
  expect(end).toMatchObject({ kind: "failed", type: "ScriptError" });
  expect(end.kind === "failed" && end.message).toContain("test:4:");
});
