'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const { render, filters } = require('../lib/template');

test('names are filled in, dots reach inside', () => {
  assert.equal(render('Hello {user.name}!', { user: { name: 'Ada' } }), 'Hello Ada!');
});

test('filters change what is filled in', () => {
  assert.equal(render('{ t | slug } {t|title}', { t: 'the end of it' }), 'the-end-of-it The End of it');
  assert.equal(filters.upper('a'), 'A');
});

test('what is missing is an error', () => {
  assert.throws(() => render('{nobody}', {}), /nothing named "nobody"/);
  assert.throws(() => render('{a|shout}', { a: 1 }), /no filter "shout"; there are upper/);
});
