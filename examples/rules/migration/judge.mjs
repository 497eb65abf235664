// How the simulated model reads a module: its exports, its imports, and what is wrong with a conversion.

/** Names that a CommonJS text exports; `default` when it exports one thing only. */
export function commonJsExports(text) {
  const names = [...text.matchAll(/^exports\.(\w+) =/gm)].map((match) => match[1]);
  if (/^module\.exports = \w+;$/m.test(text)) return ['default'];
  const object = /^module\.exports = \{([\s\S]*?)\};$/m.exec(text);
  if (object) names.push(...[...object[1].matchAll(/(\w+)(?:: [^,\n]+)?(?:,|\s*$)/g)].map((match) => match[1]));
  return names.sort();
}

/** Names that an ES module text exports. */
export function esmExports(text) {
  const names = [...text.matchAll(/^export (?:async )?(?:function|const|class) (\w+)/gm)].map((match) => match[1]);
  names.push(...[...text.matchAll(/^export \* as (\w+) from/gm)].map((match) => match[1]));
  if (/^export default /m.test(text)) names.push('default');
  for (const [, list] of text.matchAll(/^export \{([^}]*)\}/gm)) {
    names.push(...list.split(',').map((item) => item.trim().split(' as ').at(-1)).filter(Boolean));
  }
  return names.sort();
}

/** The library's own files that a CommonJS text requires, as it names them. */
export function ownRequires(text) {
  return [...text.matchAll(/require\('(\.[^']+)'\)/g)].map((match) => match[1]).filter((file) => !file.endsWith('.json'));
}

/**
 * What is wrong with a conversion, one sentence each; none when it is right.
 * @param {string} before the CommonJS text
 * @param {string} after the ES module text
 */
export function problemsOf(before, after) {
  const kept = new Set(esmExports(after));
  return [
    ...commonJsExports(before).filter((name) => !kept.has(name)).map((name) => `does not export ${name}, which the original does`),
    ...[...after.matchAll(/(?:from|import\() ?'(\.[^']+)'/g)]
      .filter(([, file]) => !/\.(mjs|json)$/.test(file))
      .map(([, file]) => `imports '${file}' without the file extension; ES modules need it`),
    ...(/^'use strict';/m.test(after) ? ["still says 'use strict', which ES modules imply"] : []),
    ...(/\brequire\(/.test(after) ? ['still calls require()'] : []),
    ...(/\b__dirname\b/.test(after) ? ['still uses __dirname, which ES modules do not have'] : []),
  ];
}
