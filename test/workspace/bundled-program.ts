// A program for a process of its own, made from TypeScript that may import from src/.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { onTestFinished } from "vitest";

/** Path of the bundle, to be run with Node; removed when the test ends. Imports are seen from the project's top. */
export function bundleProgram(source: string): string {
  const directory = mkdtempSync(join(tmpdir(), "pawl-program-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const [file] = buildSync({
    stdin: { contents: source, resolveDir: join(import.meta.dirname, "..", ".."), loader: "ts" },
    bundle: true,
    platform: "node",
    format: "esm",
    write: false,
  }).outputFiles;
  const path = join(directory, "program.mjs");
  writeFileSync(path, file?.text ?? "");
  return path;
}
