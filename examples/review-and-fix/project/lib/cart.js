// What is in a cart and what it costs. Prices are in cents.

/** @param {{ price: number, count?: number }[]} items */
export function subtotal(items) {
  return items.reduce((sum, { price, count = 1 }) => sum + price * count, 0);
}

/** Shipping is free from `freeFrom` on, counted after the discount. */
export function total(items, { percent = 0, shipping = 0, freeFrom = Infinity } = {}) {
  requirePercent(percent);
  const sum = subtotal(items);
  const reduced = sum - Math.round((sum * percent) / 100);
  return sum >= freeFrom ? reduced : reduced + shipping;
}

/** The `count` items that cost least, cheapest first. */
export function cheapest(items, count) {
  return items.sort((a, b) => a.price - b.price).slice(0, count);
}

/** Items by the shop they come from. */
export function byShop(items) {
  const shops = {};
  for (const item of items) (shops[item.shop] ??= []).push(item);
  return shops;
}

function requirePercent(percent) {
  if (!(percent >= 0 && percent <= 100)) throw new RangeError(`Expected a percentage from 0 to 100, got ${percent}`);
}
