// A program for a process of its own, made from TypeScript that may import from src/.
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { onTestFinished } from "vitest";

const PROJECT = join(import.meta.dirname, "..", "..");

/** Path of the bundle, to be run with Node; removed when the test ends. Imports are seen from the project's top. */
export function bundleProgram(source: string): string {
  const directory = mkdtempSync(join(tmpdir(), "pawl-program-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  // Some packages look for their binaries beside themselves.
  symlinkSync(join(PROJECT, "node_modules"), join(directory, "node_modules"));
  const [file] = buildSync({
    stdin: { contents: source, resolveDir: PROJECT, loader: "ts" },
    bundle: true,
    minifySyntax: true,
    minifyWhitespace: true,
    platform: "node",
    format: "esm",
    // CommonJS packages in the bundle ask for Node's modules by require.
    banner: {
      js: `import { createRequire as requireOf } from "node:module"; const require = requireOf(import.meta.url);`,
    },
    write: false,
  }).outputFiles;
  const path = join(directory, "program.mjs");
  writeFileSync(path, file?.text ?? "");
  return path;
}
