'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const satchel = require('../lib/index');

test('every tool is there', () => {
  const functions = Object.entries(satchel).filter(([, value]) => typeof value === 'function');
  assert.deepEqual(functions.map(([name]) => name).sort(), ['slug', 'table']);
  assert.equal(satchel.csv.parse('a,b').length, 1);
  assert.equal(satchel.duration.parse('1s'), 1_000);
  assert.ok(satchel.errors.ParseError);
});

test('the version is the one of the package', () => {
  assert.match(satchel.VERSION, /^\d+\.\d+\.\d+$/);
});
