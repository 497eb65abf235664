'use strict';

const wide = require('./data/wide.json');

/** Columns a text takes on a terminal: wide characters take two, combining marks none. */
function width(text) {
  let columns = 0;
  for (const character of text.normalize('NFC')) {
    if (/\p{Mark}/u.test(character)) continue;
    columns += isWide(character.codePointAt(0)) ? 2 : 1;
  }
  return columns;
}

function isWide(code) {
  return wide.some(([first, last]) => code >= first && code <= last);
}

/** Pads on the right, or on the left, or on both sides, up to `columns`. */
function pad(text, columns, align = 'left') {
  const missing = Math.max(0, columns - width(text));
  if (align === 'right') return ' '.repeat(missing) + text;
  if (align === 'center') {
    const left = Math.floor(missing / 2);
    return ' '.repeat(left) + text + ' '.repeat(missing - left);
  }
  return text + ' '.repeat(missing);
}

/** Cuts to at most `columns`, the last one of which is the mark that something is missing. */
function truncate(text, columns, mark = '…') {
  if (width(text) <= columns) return text;
  let kept = '';
  for (const character of text) {
    if (width(kept + character + mark) > columns) break;
    kept += character;
  }
  return kept + mark;
}

module.exports = { width, pad, truncate };
