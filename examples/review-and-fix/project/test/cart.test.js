import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byShop, cheapest, subtotal, total } from '../lib/cart.js';

const tea = { name: 'tea', price: 450, shop: 'north' };
const cups = { name: 'cups', price: 1200, count: 2, shop: 'south' };

test('the subtotal counts every piece', () => {
  assert.equal(subtotal([tea, cups]), 2850);
});

test('a discount is rounded to the cent', () => {
  assert.equal(total([tea], { percent: 33 }), 301);
});

test('shipping is added to small orders only', () => {
  assert.equal(total([tea], { shipping: 490, freeFrom: 2000 }), 940);
  assert.equal(total([cups], { shipping: 490, freeFrom: 2000 }), 2400);
});

test('a discount of more than everything is refused', () => {
  assert.throws(() => total([tea], { percent: 101 }), RangeError);
});

test('the cheapest come first', () => {
  assert.deepEqual(cheapest([cups, tea], 1), [tea]);
});

test('items are grouped by shop', () => {
  assert.deepEqual(byShop([tea, cups]), { north: [tea], south: [cups] });
});
