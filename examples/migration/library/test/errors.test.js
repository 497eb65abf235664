'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const { SatchelError, ParseError } = require('../lib/errors');

test('a parse error says the line', () => {
  const error = new ParseError('odd', 3);
  assert.equal(error.message, 'odd (line 3)');
  assert.equal(error.line, 3);
  assert.equal(error.name, 'ParseError');
  assert.ok(error instanceof SatchelError);
});

test('without a line it does not invent one', () => {
  assert.equal(new ParseError('odd').message, 'odd');
});
