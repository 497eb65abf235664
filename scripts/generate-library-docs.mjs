// Writes what the scripts of library/ say of their args into their pages in docs/library and docs/systems, between the
// two marks.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const folders = ["docs/library/", "docs/systems/"];
// Beside the packages, so that what is left out of the bundle is found.
const bundle = `${root}node_modules/.pawl-library-docs-${process.pid}.mjs`;
const marks = /(?<=<!-- args -->\n).*(?=<!-- \/args -->)/s;

try {
  await build({
    stdin: {
      contents: `export { argsTable } from "./src/script/args-table.ts"; export { compileScript } from "./src/script/compile-script.ts";`,
      resolveDir: root,
    },
    outfile: bundle,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    logLevel: "warning",
  });
  const { argsTable, compileScript } = await import(pathToFileURL(bundle).href);
  const pages = folders.flatMap((folder) => readdirSync(root + folder).map((file) => root + folder + file));
  for (const page of pages.filter((file) => marks.test(readFileSync(file, "utf8")))) {
    const script = `library/${basename(page, ".md")}.js`;
    const outcome = compileScript(readFileSync(root + script, "utf8"));
    if (!outcome.ok) throw new Error(`${script} does not compile`);
    const table = argsTable(outcome.script.meta.argsSchema);
    const text = readFileSync(page, "utf8");
    writeFileSync(
      page,
      text.replace(marks, () => `\n${table}\n\n`),
    );
  }
  execFileSync(`${root}node_modules/.bin/oxfmt`, folders, { cwd: root, stdio: "inherit" });
} finally {
  rmSync(bundle, { force: true });
}
