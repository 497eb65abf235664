// Writes what the scripts of library/ say of their args into their pages in docs/library, between the two marks.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = `${root}docs/library/`;
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
  const pages = readdirSync(folder).filter((file) => marks.test(readFileSync(folder + file, "utf8")));
  for (const page of pages) {
    const outcome = compileScript(readFileSync(`${root}library/${page.replace(/md$/, "js")}`, "utf8"));
    if (!outcome.ok) throw new Error(`library/${page.replace(/md$/, "js")} does not compile`);
    const table = argsTable(outcome.script.meta.argsSchema);
    const text = readFileSync(folder + page, "utf8");
    writeFileSync(
      folder + page,
      text.replace(marks, () => `\n${table}\n\n`),
    );
  }
  execFileSync(`${root}node_modules/.bin/oxfmt`, [folder], { cwd: root, stdio: "inherit" });
} finally {
  rmSync(bundle, { force: true });
}
