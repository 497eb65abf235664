'use strict';

const { ParseError } = require('./errors');

const UNITS = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };

/** Milliseconds of `1h 30m`, `1.5h`, `250ms`. */
exports.parse = function parse(text) {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)\s*(ms|[dhms])/g)];
  const rest = text.replace(/(\d+(?:\.\d+)?)\s*(ms|[dhms])/g, '').trim();
  if (parts.length === 0 || rest !== '') throw new ParseError(`expected a duration like "1h 30m", got "${text}"`);
  return parts.reduce((total, [, amount, unit]) => total + Number(amount) * UNITS[unit], 0);
};

/** The largest units first, at most `parts` of them. */
exports.format = function format(milliseconds, { parts = 2 } = {}) {
  let rest = Math.round(Math.abs(milliseconds));
  const found = [];
  for (const [unit, size] of Object.entries(UNITS)) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0 && found.length < parts) found.push(`${count}${unit}`);
  }
  const text = found.length === 0 ? '0ms' : found.join(' ');
  return milliseconds < 0 ? `-${text}` : text;
};

exports.units = Object.keys(UNITS);
