'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const { parse, parseObjects, stringify } = require('../lib/csv');
const { ParseError } = require('../lib/errors');

test('quotes, doubled quotes and line breaks inside them', () => {
  assert.deepEqual(parse('a,"b ""x"", c"\n"1\n2",3'), [
    ['a', 'b "x", c'],
    ['1\n2', '3'],
  ]);
});

test('an empty cell at the end counts', () => {
  assert.deepEqual(parse('a,\r\nb,c'), [
    ['a', ''],
    ['b', 'c'],
  ]);
});

test('objects are keyed by the first row', () => {
  assert.deepEqual(parseObjects('name;age\nAda;36', { separator: ';' }), [{ name: 'Ada', age: '36' }]);
});

test('errors say the line', () => {
  assert.throws(() => parse('a\n"b'), new ParseError('a quote that does not close', 2));
  assert.throws(() => parseObjects('a,b\n1'), /1 cells, expected 2 \(line 2\)/);
});

test('what is written is read back', () => {
  const rows = [['a "b"', 'c,d'], ['1\n2', '']];
  assert.deepEqual(parse(stringify(rows)), rows);
});
