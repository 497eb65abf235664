'use strict';

const letters = require('./data/letters.json');
const { split, isStopword } = require('./words');

/** A title as a piece of a URL: lower case, ASCII, hyphens. `short` leaves the small words out. */
function slug(text, { max = 80, short = false } = {}) {
  const plain = [...text.toLowerCase()]
    .map((letter) => letters[letter] ?? letter)
    .join('')
    .normalize('NFD')
    .replace(/[^a-z0-9\s_-]/g, '');
  const parts = split(plain).filter((word) => !short || !isStopword(word));
  return fit(parts, max);
}

function fit(parts, max) {
  let text = '';
  for (const part of parts) {
    const longer = text === '' ? part : `${text}-${part}`;
    if (longer.length > max) break;
    text = longer;
  }
  return text === '' ? (parts[0] ?? '').slice(0, max) : text;
}

module.exports = slug;
