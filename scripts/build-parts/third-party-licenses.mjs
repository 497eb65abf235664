// The licences of what the workflow bundle contains of others: whoever gets the bundle gets them too.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** quickjs-wasi carries the engine compiled, and only its own licence. */
const QUICKJS_LICENSE = fileURLToPath(new URL("quickjs-ng-license.txt", import.meta.url));

/** A text with a section per package. Throws when a package has no licence file. */
export function thirdPartyLicenses(root) {
  const packages = bundledPackages(root).map((name) => section(name, readLicense(root, name)));
  const engine = section(
    "quickjs-ng (compiled to WebAssembly, in quickjs-wasi)",
    readFileSync(QUICKJS_LICENSE, "utf8"),
  );
  return [
    "dist/workflow-bundle.js is made of code of pawl and of the following packages, each under its own licence.\n",
    ...packages,
    engine,
  ].join("\n");
}

/** What src/workflows imports, and what that imports in turn. */
function bundledPackages(root) {
  const found = new Set();
  const take = (name) => {
    if (found.has(name)) return;
    found.add(name);
    for (const inner of Object.keys(readManifest(root, name).dependencies ?? {})) take(inner);
  };
  for (const file of readdirSync(`${root}src/workflows`, { recursive: true, encoding: "utf8" })) {
    if (!file.endsWith(".ts")) continue;
    const text = readFileSync(`${root}src/workflows/${file}`, "utf8");
    for (const [, name] of text.matchAll(/^import .*from "((?:@[\w-]+\/)?[\w-]+)[^"]*";$/gm)) take(name);
  }
  return [...found].toSorted((a, b) => (a < b ? -1 : 1));
}

function readManifest(root, name) {
  return JSON.parse(readFileSync(`${root}node_modules/${name}/package.json`, "utf8"));
}

function readLicense(root, name) {
  const folder = `${root}node_modules/${name}`;
  const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
  if (file === undefined) throw new Error(`expected a licence file in ${folder}, found none`);
  const { version, license } = readManifest(root, name);
  return `Version ${version}, ${license}\n\n${readFileSync(`${folder}/${file}`, "utf8")}`;
}

function section(title, text) {
  const line = "-".repeat(title.length);
  return `${line}\n${title}\n${line}\n\n${text.trim()}\n`;
}
