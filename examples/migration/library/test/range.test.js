'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const { satisfies, best } = require('../lib/range');

test('carets stop at what may break', () => {
  assert.equal(satisfies('1.9.0', '^1.2.0'), true);
  assert.equal(satisfies('2.0.0', '^1.2.0'), false);
  assert.equal(satisfies('0.3.0', '^0.2.1'), false);
  assert.equal(satisfies('0.2.9', '^0.2.1'), true);
});

test('tildes, bounds and alternatives', () => {
  assert.equal(satisfies('1.2.9', '~1.2.3'), true);
  assert.equal(satisfies('1.5.0', '>=1.0.0 <1.5.0'), false);
  assert.equal(satisfies('3.0.0', '^1.0.0 || >=3.0.0'), true);
  assert.equal(satisfies('9.9.9', '*'), true);
});

test('the best is the newest that fits', () => {
  assert.equal(best(['1.0.0', '1.10.0', '1.9.0', '2.0.0'], '^1.0.0'), '1.10.0');
  assert.equal(best(['1.0.0'], '^2.0.0'), null);
});
