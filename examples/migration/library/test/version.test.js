'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const version = require('../lib/version');

test('versions fall into their parts', () => {
  assert.deepEqual(version.parse('v1.2.3-beta.1'), { major: 1, minor: 2, patch: 3, pre: ['beta', '1'] });
  assert.throws(() => version.parse('1.2'), { name: 'ParseError' });
});

test('the order is that of semantic versions', () => {
  const order = ['1.0.0-alpha', '1.0.0-alpha.1', '1.0.0-beta.2', '1.0.0-beta.11', '1.0.0', '1.0.1', '1.10.0', '2.0.0'];
  assert.deepEqual([...order].reverse().sort(version.compare), order);
  assert.equal(version.compare('1.2.3', 'v1.2.3+build'), 0);
});

test('the next one', () => {
  assert.equal(version.increment('1.2.3', 'major'), '2.0.0');
  assert.equal(version.increment('1.2.3', 'minor'), '1.3.0');
  assert.equal(version.increment('1.2.3', 'patch'), '1.2.4');
});
