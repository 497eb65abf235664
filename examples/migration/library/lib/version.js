'use strict';

const { ParseError } = require('./errors');

const PATTERN = /^v?(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/;

function parse(text) {
  const match = PATTERN.exec(text.trim());
  if (!match) throw new ParseError(`expected a version like 1.2.3, got "${text}"`);
  const [major, minor, patch] = match.slice(1, 4).map(Number);
  return { major, minor, patch, pre: match[4] ? match[4].split('.') : [] };
}

/** Less than 0 when `a` comes before `b`, more when after. A pre-release comes before its release. */
function compare(a, b) {
  const [left, right] = [parse(a), parse(b)];
  for (const part of ['major', 'minor', 'patch']) {
    if (left[part] !== right[part]) return left[part] - right[part];
  }
  if (left.pre.length === 0 || right.pre.length === 0) return right.pre.length - left.pre.length;
  return comparePre(left.pre, right.pre);
}

function comparePre(left, right) {
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const [a, b] = [left[index], right[index]];
    if (a === undefined) return -1;
    if (b === undefined) return 1;
    if (a === b) continue;
    const [isNumberA, isNumberB] = [/^\d+$/.test(a), /^\d+$/.test(b)];
    if (isNumberA && isNumberB) return Number(a) - Number(b);
    if (isNumberA !== isNumberB) return isNumberA ? -1 : 1;
    return a < b ? -1 : 1;
  }
  return 0;
}

function increment(text, part) {
  const { major, minor, patch } = parse(text);
  if (part === 'major') return `${major + 1}.0.0`;
  if (part === 'minor') return `${major}.${minor + 1}.0`;
  return `${major}.${minor}.${patch + 1}`;
}

exports.parse = parse;
exports.compare = compare;
exports.increment = increment;
