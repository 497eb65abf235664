'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const { isPlainObject, typeName } = require('../lib/type');

test('plain objects are those made with braces, or without a prototype', () => {
  assert.equal(isPlainObject({}), true);
  assert.equal(isPlainObject(Object.create(null)), true);
  assert.equal(isPlainObject(new Map()), false);
  assert.equal(isPlainObject([]), false);
});

test('null and arrays have names of their own', () => {
  assert.equal(typeName(null), 'null');
  assert.equal(typeName([]), 'array');
  assert.equal(typeName(1), 'number');
});
