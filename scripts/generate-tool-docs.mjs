// Writes what the tools say of themselves into docs/agents.md, between its two marks.
import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const page = `${root}docs/agents.md`;
// Beside the packages, so that what is left out of the bundle is found.
const bundle = `${root}node_modules/.pawl-tool-docs-${process.pid}.mjs`;

try {
  await build({
    entryPoints: [`${root}src/agent/tools/tool-reference.ts`],
    outfile: bundle,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    logLevel: "warning",
  });
  const { toolReference } = await import(pathToFileURL(bundle).href);
  const marks = /(?<=<!-- tools -->\n).*(?=<!-- \/tools -->)/s;
  const text = readFileSync(page, "utf8");
  if (!marks.test(text)) throw new Error("docs/agents.md lacks the marks <!-- tools --> and <!-- /tools -->");
  writeFileSync(
    page,
    text.replace(marks, () => `\n${toolReference()}\n\n`),
  );
  execFileSync(`${root}node_modules/.bin/oxfmt`, [page], { cwd: root, stdio: "inherit" });
} finally {
  rmSync(bundle, { force: true });
}
