'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const slug = require('../lib/slug');

test('accents, ligatures and signs become letters', () => {
  assert.equal(slug('Crème brûlée, twice'), 'creme-brulee-twice');
  assert.equal(slug('Straße & Søn'), 'strasse-and-son');
});

test('it breaks between words when it is too long', () => {
  assert.equal(slug('one two three', { max: 9 }), 'one-two');
  assert.equal(slug('incomprehensibilities', { max: 5 }), 'incom');
});

test('short leaves the small words out', () => {
  assert.equal(slug('The art of the deal', { short: true }), 'art-deal');
});
