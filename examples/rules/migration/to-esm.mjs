// What the simulated model knows of the craft: CommonJS text in, ES module text out.
// It covers the forms that examples/migration/library uses, and nothing else.

/**
 * @param {string} text a CommonJS file
 * @param {{defaults: ReadonlySet<string>}} known names (without path and extension) of the modules that export one thing only
 * @returns {string} the ES module, to be written beside it: imports of the library's own files end in `.mjs`
 */
export function toEsm(text, { defaults }) {
  let body = text.replace(/^'use strict';\n+/, '');
  body = body.replace(/^module\.exports = \{\n((?: {2}\w+: require\(.*\n)+)\};$/m, (_, lines) => reExports(lines, defaults));
  body = body.replace(/^const (\w+) = require\('(\.[^']+\.json)'\);$/gm, (_, name, file) => `const ${name} = ${readJson(file)};`);
  body = body.replace(/^const (\{.*?\}|\w+) = require\('([^']+)'\);$/gm, (_, what, from) => staticImport(what, from, defaults));
  body = body.replace(/^( +\w+ = )require\('(node:[^']+)'\);$/gm, "$1await import('$2');");
  body = body.replace(/path\.join\(__dirname, ((?:'[^']+'(?:, )?)+)\)/g, (_, parts) => besides(parts));
  return withImports(withExports(body));
}

function reExports(lines, defaults) {
  return lines
    .trimEnd()
    .split('\n')
    .map((line) => {
      const json = /^ {2}(\w+): require\('([^']+\.json)'\)\.(\w+),$/.exec(line);
      if (json) return `export const ${json[1]} = ${readJson(json[2])}.${json[3]};`;
      const [, name, from] = /^ {2}(\w+): require\('([^']+)'\),$/.exec(line);
      return defaults.has(baseName(from))
        ? `export { default as ${name} } from '${from}.mjs';`
        : `export * as ${name} from '${from}.mjs';`;
    })
    .join('\n');
}

function staticImport(what, from, defaults) {
  const own = from.startsWith('.');
  const file = own ? `${from}.mjs` : from;
  if (what.startsWith('{')) return `import ${what.replace(/(\w+): (\w+)/g, '$1 as $2')} from '${file}';`;
  return own && !defaults.has(baseName(from)) ? `import * as ${what} from '${file}';` : `import ${what} from '${file}';`;
}

function withExports(body) {
  const names = [];
  const rest = body
    .replace(/^module\.exports = (\{.*\});$/m, 'export $1;')
    .replace(/^module\.exports = (\w+);$/m, 'export default $1;')
    .replace(/^exports\.(\w+) = function \1\(([\s\S]*?)^\};$/gm, 'export function $1($2}')
    .replace(/^exports\.(\w+) = \1;\n?/gm, (_, name) => {
      names.push(name);
      return '';
    })
    .replace(/^exports\.(\w+) = /gm, 'export const $1 = ');
  return names.length === 0 ? rest : `${rest}export { ${names.join(', ')} };\n`;
}

/** Adds what the new text needs and drops the one import it may not need any more. */
function withImports(body) {
  const lean = /\bpath\./.test(body) ? body : body.replace("import path from 'node:path';\n", '');
  return /\breadFileSync\(new URL/.test(lean) && !/\bfs\.readFileSync\(new URL/.test(lean)
    ? `import { readFileSync } from 'node:fs';\n${/^import /.test(lean) ? '' : '\n'}${lean}`
    : lean;
}

function readJson(file) {
  return `JSON.parse(readFileSync(new URL('${file}', import.meta.url), 'utf8'))`;
}

function besides(parts) {
  const path = [...parts.matchAll(/'([^']+)'/g)].map((match) => match[1]).join('/');
  return `new URL('./${path}', import.meta.url)`;
}

/** `../lib/slug` and `lib/slug.js` are both `slug`. */
export function baseName(file) {
  return file.replace(/^.*\//, '').replace(/\.(js|mjs|test\.js)$/, '');
}
