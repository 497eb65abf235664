'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const { split, isStopword, frequencies } = require('../lib/words');

test('text and identifiers fall into words', () => {
  assert.deepEqual(split('parseHTTPRequest'), ['parse', 'HTTP', 'Request']);
  assert.deepEqual(split('snake_case and-kebab'), ['snake', 'case', 'and', 'kebab']);
  assert.deepEqual(split('  '), []);
});

test('the small words are known', () => {
  assert.equal(isStopword('The'), true);
  assert.equal(isStopword('thesis'), false);
});

test('frequencies leave them out', () => {
  assert.deepEqual(frequencies('the cat and the dog and the cat'), [
    ['cat', 2],
    ['dog', 1],
  ]);
});
