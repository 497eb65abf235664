'use strict';

const { compare, increment, parse: parseVersion } = require('./version');

const TESTS = {
  '=': (order) => order === 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

/** Whether a version lies in a range: `^1.2.0`, `~1.2.0`, `>=1.0.0 <2.0.0`, alternatives with `||`. */
function satisfies(version, range) {
  return range.split('||').some((part) => comparators(part).every(({ test, bound }) => test(compare(version, bound))));
}

function comparators(part) {
  return part.trim().split(/\s+/).filter((text) => text !== '' && text !== '*').flatMap(comparator);
}

function comparator(text) {
  const [, operator, bound] = /^(\^|~|[<>]=?|=)?(.+)$/.exec(text);
  if (operator === '^' || operator === '~') {
    return [
      { test: TESTS['>='], bound },
      { test: TESTS['<'], bound: increment(bound, operator === '^' ? caretPart(bound) : 'minor') },
    ];
  }
  return [{ test: TESTS[operator ?? '='], bound }];
}

/** Below 1.0.0 the minor number is the one that breaks things. */
function caretPart(bound) {
  const { major, minor } = parseVersion(bound);
  if (major > 0) return 'major';
  return minor > 0 ? 'minor' : 'patch';
}

/** The newest of the versions in the range, or `null`. */
function best(versions, range) {
  const fitting = versions.filter((version) => satisfies(version, range));
  return fitting.sort(compare).at(-1) ?? null;
}

module.exports = { satisfies, best };
