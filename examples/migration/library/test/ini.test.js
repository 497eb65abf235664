'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const ini = require('../lib/ini');

const text = 'name = satchel\n\n[limits]\nrows = 10\nstrict = true';

test('sections, numbers and booleans', () => {
  assert.deepEqual(ini.parse(`; settings\n${text}`), { name: 'satchel', limits: { rows: 10, strict: true } });
});

test('quotes keep a text a text', () => {
  assert.deepEqual(ini.parse('id = "007"'), { id: '007' });
});

test('what is written is what was read', () => {
  assert.equal(ini.stringify(ini.parse(text)), text);
});

test('a line that is none is refused with its number', () => {
  assert.throws(() => ini.parse('a = 1\nb'), /expected "key = value", got "b" \(line 2\)/);
});
