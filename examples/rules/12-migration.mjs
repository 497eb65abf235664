// The simulated model at work on examples/12-migration.js. It really does the work: what it writes is computed from what it
// read through its tools. Five slips are planned, and repaired when someone finds them:
//   csv       loses an exported name         its reviewer sees it
//   range     imports without extension      its reviewer sees it
//   duration  keeps 'use strict'             its reviewer sees it
//   words     keeps __dirname                its reviewer overlooks it, the check of the merge does not
//   wrap      loses an exported name         its reviewer overlooks it, the suite does not
import { answer, bash, changed, edit, isStale, read, say, textOf, unread, use, writeAll } from "./conversation.mjs";
import { commonJsExports, ownRequires, problemsOf } from "./migration/judge.mjs";
import { dirnameEdits, suiteRepair } from "./migration/suite-repair.mjs";
import { baseName, toEsm } from "./migration/to-esm.mjs";

const SLIPS = {
  csv: (text) => text.replace("export { parse, parseObjects, stringify };", "export { parse, stringify };"),
  range: (text) => text.replace("from './version.mjs';", "from './version';"),
  duration: (text) => `'use strict';\n\n${text}`,
  wrap: (text) => text.replace("export { wrap, dedent };", "export { wrap };"),
  words: (text) => text.replace("new URL('./data/stopwords.txt', import.meta.url)", "path.join(__dirname, 'data', 'stopwords.txt')").replace("import fs from 'node:fs';", "import fs from 'node:fs';\nimport path from 'node:path';"),
};
const OVERLOOKED = new Set(["wrap", "words"]);

/** @type {import("../../src/simulator/rules.ts").Rule[]} */
export default [
  { name: "migration: map", when: { prompt: "^Map the CommonJS modules" }, reply: map },
  { name: "migration: convert", when: { prompt: "^Convert lib/\\S+" }, reply: convert },
  { name: "migration: verify", when: { prompt: "^Review \\d+: verify the conversion of" }, reply: verify },
  { name: "migration: repair", when: { prompt: "^Repair \\d+: mend the conversion of" }, reply: repair },
  { name: "migration: repair after the suite", when: { prompt: "^Repair \\d+, .*: make this command pass" }, reply: suiteRepair },
  { name: "migration: switch", when: { prompt: "^Switch this library over" }, reply: switchOver },
];

function map(request) {
  const globs = request.toolResults.filter(({ name }) => name === "Glob");
  if (globs.length === 0) {
    return use(request, ...["lib/*.js", "test/*.js"].map((pattern) => ({ name: "Glob", input: { pattern } })));
  }
  const found = globs.flatMap(({ content }) => [...content.matchAll(/\b(?:lib|test)\/[\w.-]+\.js$/gm)].map(([file]) => file)).sort();
  const files = found.filter((file) => file.startsWith("lib/"));
  const toRead = unread(request, files);
  if (toRead.length > 0) return use(request, ...toRead.map(read));
  return answer(request, {
    modules: files.map((file) => {
      const text = textOf(request, file) ?? "";
      const test = `test/${baseName(file)}.test.js`;
      return {
        file,
        test: found.includes(test) ? test : null,
        exports: commonJsExports(text),
        requires: ownRequires(text).filter((name) => name.startsWith("./")).map((name) => `lib/${baseName(name)}.js`),
      };
    }),
  });
}

function convert(request) {
  const originals = filesIn(request.prompt.split("\n")[0], /\b(?:lib|test)\/[\w.-]+\.js\b/g);
  const toRead = unread(request, originals);
  if (toRead.length > 0) return use(request, ...toRead.map(read));
  const defaults = new Set([...request.prompt.matchAll(/^- (\S+) exports default$/gm)].map((match) => baseName(match[1])));
  const texts = originals.map((file) => [file.replace(/js$/, "mjs"), convertOne(file, textOf(request, file) ?? "", defaults)]);
  return writeAll(request, texts) ?? say(request, `Wrote ${texts.map(([file]) => file).join(" and ")}.`);
}

function convertOne(file, text, defaults) {
  const right = toEsm(text, { defaults });
  const slip = file.startsWith("lib/") ? SLIPS[baseName(file)] : undefined;
  return slip ? slip(right) : right;
}

function verify(request) {
  const files = filesIn(request.prompt.split(". ")[0], /\b(?:lib|test)\/[\w.-]+\.m?js\b/g);
  const toRead = unread(request, files);
  if (toRead.length > 0) return use(request, ...toRead.map(read));
  const converted = files.filter((file) => file.endsWith(".mjs"));
  const problems = converted.flatMap((file) => review(request, file));
  return answer(request, { ok: problems.length === 0, problems });
}

function review(request, file) {
  const after = textOf(request, file);
  if (after === null) return [`${file} is not there`];
  if (OVERLOOKED.has(baseName(file))) return [];
  return problemsOf(textOf(request, file.replace(/mjs$/, "js")) ?? "", after).map((problem) => `${file} ${problem}`);
}

/** Does what the reviewer said, and only that. */
function repair(request) {
  const file = /^- (\S+\.mjs) /m.exec(request.prompt)?.[1] ?? /^(lib\/\S+\.mjs):\d+:.*__dirname/m.exec(request.prompt)?.[1];
  if (!file) return say(request, "Nothing to repair.");
  const toRead = unread(request, [file]);
  if (toRead.length > 0 || isStale(request, file)) return use(request, read(file));
  if (changed(request, file)) return say(request, `Repaired ${file}.`);
  const edits = editsFor(request.prompt, file, textOf(request, file) ?? "");
  return edits.length > 0 ? use(request, ...edits) : say(request, `${file} is as it should be.`);
}

function editsFor(prompt, file, text) {
  const edits = prompt.includes("__dirname") ? dirnameEdits(file, text) : [];
  const lost = /does not export (\w+)/.exec(prompt)?.[1];
  const list = /^export \{ (.*) \};$/m.exec(text);
  if (lost && list && !list[1].split(", ").includes(lost)) edits.push(edit(file, list[0], `export { ${list[1]}, ${lost} };`));
  const bare = /imports '(\S+)' without/.exec(prompt)?.[1];
  if (bare && text.includes(`from '${bare}';`)) edits.push(edit(file, `from '${bare}';`, `from '${bare}.mjs';`));
  if (prompt.includes("still says 'use strict'") && text.startsWith("'use strict';\n\n")) {
    const first = text.split("\n")[2];
    edits.push(edit(file, `'use strict';\n\n${first}`, first));
  }
  return edits;
}

/** One command for the files, one edit each for the two that people read. */
function switchOver(request) {
  const toRead = unread(request, ["package.json", "README.md"]);
  if (toRead.length > 0) return use(request, bash(TAKE_THE_PLACE), ...toRead.map(read));
  const texts = [
    ["package.json", asModule(textOf(request, "package.json") ?? "{}")],
    ["README.md", (textOf(request, "README.md") ?? "").replace(/const (\{.*?\}) = require\('(\w+)'\);/, "import $1 from '$2';")],
  ];
  const open = texts.filter(([file, text]) => text !== textOf(request, file));
  return writeAll(request, open) ?? say(request, "The ES modules took the place of the CommonJS files.");
}

// Doing it twice does no harm: what has moved is not there to move again.
const TAKE_THE_PLACE = `for f in lib/*.mjs test/*.mjs; do
  [ -e "$f" ] || continue
  sed -E "s#'(\\.{1,2}/[^']*)\\.mjs'#'\\1.js'#" "$f" > "\${f%.mjs}.js" && rm "$f" || exit 1
done
ls lib test`;

function asModule(text) {
  const { main, type, version, ...rest } = JSON.parse(text);
  if (type === "module") return text;
  const { name, description, license, ...others } = rest;
  const next = `${Number(version.split(".")[0]) + 1}.0.0`;
  const moved = { name, version: next, description, license, type: "module", exports: `./${main}`, ...others };
  return `${JSON.stringify(moved, null, 2)}\n`;
}

function filesIn(text, pattern) {
  return [...new Set(text.match(pattern) ?? [])];
}
