'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const { enabled, paint, strip } = require('../lib/color');

test('painting wraps a text in codes that can be taken off again', () => {
  assert.equal(paint('red', 'stop', true), '\u001b[31mstop\u001b[39m');
  assert.equal(strip(paint('bold', 'x', true)), 'x');
});

test('when it is off nothing is added', () => {
  assert.equal(paint('red', 'stop', false), 'stop');
  assert.equal(enabled(99), false);
});

test('an unknown colour is refused', () => {
  assert.throws(() => paint('mauve', 'x'), RangeError);
});
