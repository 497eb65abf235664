'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const { wrap, dedent } = require('../lib/wrap');

test('lines break between words', () => {
  assert.equal(wrap('one two three four', 9), 'one two\nthree\nfour');
  assert.equal(wrap('incomprehensible text', 5), 'incomprehensible\ntext');
});

test('paragraphs and indentation stay', () => {
  assert.equal(wrap('one two\n\nthree', 8, { indent: '  ' }), '  one\n  two\n\n  three');
});

test('the common indentation goes', () => {
  assert.equal(dedent('\n    a\n      b\n    c\n  '), 'a\n  b\nc');
});
