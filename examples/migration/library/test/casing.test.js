'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const casing = require('../lib/casing');

test('a name in four shapes', () => {
  assert.equal(casing.camel('parse the HTTPRequest'), 'parseTheHttpRequest');
  assert.equal(casing.snake('parseTheRequest'), 'parse_the_request');
  assert.equal(casing.kebab('Parse the Request'), 'parse-the-request');
  assert.equal(casing.title('the lord of the rings'), 'The Lord of the Rings');
});

test('nothing gives nothing', () => {
  assert.equal(casing.camel(''), '');
});
