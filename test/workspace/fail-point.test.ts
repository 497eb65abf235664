import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { beforeAll, expect, test } from "vitest";

let program: string;
beforeAll(async () => {
  const source = fileURLToPath(new URL("../../src/workspace/fail-point.ts", import.meta.url));
  const { outputFiles } = await build({ entryPoints: [source], bundle: true, format: "esm", write: false });
  program = `${outputFiles[0]?.text ?? ""}
    for (const name of ["a", "b", "a", "b"]) { process.stdout.write(name); failPoint(name); }`;
});

function play(point: string): { readonly said: string; readonly signal: string | null } {
  const child = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
    env: { PAWL_FAIL_POINT: point },
    encoding: "utf8",
  });
  return { said: child.stdout, signal: child.signal };
}

test("the process dies at the named passing, and there only", () => {
  expect(play("b:1")).toEqual({ said: "ab", signal: "SIGKILL" });
  expect(play("a:2")).toEqual({ said: "aba", signal: "SIGKILL" });
  expect(play("*:4")).toEqual({ said: "abab", signal: "SIGKILL" });
});

test.each(["", "b", "b:5", "c:1", "*:5"])("with %j nothing happens", (point) => {
  expect(play(point)).toEqual({ said: "abab", signal: null });
});
