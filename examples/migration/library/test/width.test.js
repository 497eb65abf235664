'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const { width, pad, truncate } = require('../lib/width');

test('wide characters take two columns, combining marks none', () => {
  assert.equal(width('abc'), 3);
  assert.equal(width('日本'), 4);
  assert.equal(width('e\u0301'), 1);
  assert.equal(width('q\u0323'), 1);
});

test('padding goes where it is told', () => {
  assert.equal(pad('ab', 5), 'ab   ');
  assert.equal(pad('ab', 5, 'right'), '   ab');
  assert.equal(pad('ab', 5, 'center'), ' ab  ');
  assert.equal(pad('abcdef', 5), 'abcdef');
});

test('what is cut off is marked', () => {
  assert.equal(truncate('a long title', 7), 'a long…');
  assert.equal(truncate('short', 7), 'short');
  assert.equal(truncate('日本語', 5), '日本…');
});
