'use strict';

const fs = require('node:fs');
const path = require('node:path');

const stopwords = new Set(
  fs.readFileSync(path.join(__dirname, 'data', 'stopwords.txt'), 'utf8').split('\n').filter(Boolean),
);

/** Words of a text or an identifier: `parseHTTPRequest` has three. */
function split(text) {
  return text
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .split(/[^\p{L}\p{N}']+/u)
    .filter(Boolean);
}

function isStopword(word) {
  return stopwords.has(word.toLowerCase());
}

/** Words by how often they come, most frequent first, the small ones left out. */
function frequencies(text) {
  const counts = new Map();
  for (const word of split(text)) {
    const key = word.toLowerCase();
    if (!isStopword(key)) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

module.exports = { split, isStopword, frequencies };
