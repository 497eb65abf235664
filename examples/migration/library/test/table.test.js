'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const table = require('../lib/table');

test('columns line up, numbers on the right', () => {
  const text = table([['name', 'age'], ['Ada', 36], ['Charles', 7]], { header: true });
  assert.equal(text, ['name     age', '-------  ---', 'Ada       36', 'Charles    7'].join('\n'));
});

test('wide characters are counted right', () => {
  assert.equal(table([['日本', 'x'], ['abcd', 'y']]), '日本  x\nabcd  y');
});

test('long cells wrap inside their column', () => {
  assert.equal(table([['one two', 'x']], { maxWidth: 4 }), 'one  x\ntwo');
});

test('missing cells are empty', () => {
  assert.equal(table([['a', null], ['b']]), 'a\nb');
});
