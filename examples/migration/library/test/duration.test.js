'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const duration = require('../lib/duration');

test('texts become milliseconds', () => {
  assert.equal(duration.parse('1h 30m'), 5_400_000);
  assert.equal(duration.parse('1.5h'), 5_400_000);
  assert.equal(duration.parse('250ms'), 250);
});

test('milliseconds become texts', () => {
  assert.equal(duration.format(5_400_000), '1h 30m');
  assert.equal(duration.format(93_784_005, { parts: 5 }), '1d 2h 3m 4s 5ms');
  assert.equal(duration.format(0), '0ms');
  assert.equal(duration.format(-1_000), '-1s');
});

test('anything else is refused', () => {
  assert.throws(() => duration.parse('soon'), { name: 'ParseError' });
  assert.deepEqual(duration.units, ['d', 'h', 'm', 's', 'ms']);
});
