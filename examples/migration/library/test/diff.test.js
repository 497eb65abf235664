'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const { diff, format } = require('../lib/diff');

test('what came, what went, what stayed', () => {
  assert.equal(format(diff('a\nb\nc', 'a\nx\nc\nd')), '  a\n- b\n+ x\n  c\n+ d');
});

test('equal texts have no changes', () => {
  assert.ok(diff('a\nb', 'a\nb').every(({ kind }) => kind === 'same'));
});
