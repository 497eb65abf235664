'use strict';

const { ParseError } = require('./errors');

/** Rows of cells. Quotes, doubled quotes, line breaks inside quotes, and both line endings. */
function parse(text, { separator = ',' } = {}) {
  const rows = [];
  let row = [];
  let at = 0;
  let line = 1;
  while (at < text.length) {
    const cell = text[at] === '"' ? quoted(text, at, line) : bare(text, at, separator);
    row.push(cell.value);
    line += cell.breaks ?? 0;
    at = cell.end;
    if (text[at] === separator) {
      at += 1;
      if (at === text.length) row.push('');
      continue;
    }
    if (at < text.length && !/[\r\n]/.test(text[at])) throw new ParseError('text after a closing quote', line);
    at += text.startsWith('\r\n', at) ? 2 : 1;
    rows.push(row);
    row = [];
    line += 1;
  }
  if (row.length > 0) rows.push(row);
  return rows;
}

function quoted(text, start, line) {
  let value = '';
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] !== '"') value += text[at];
    else if (text[at + 1] === '"') value += text[(at += 1)];
    else return { value, end: at + 1, breaks: value.split('\n').length - 1 };
  }
  throw new ParseError('a quote that does not close', line);
}

function bare(text, start, separator) {
  let end = start;
  while (end < text.length && text[end] !== separator && !/[\r\n]/.test(text[end])) end += 1;
  return { value: text.slice(start, end), end };
}

/** One object a row, keyed by the first row. */
function parseObjects(text, options) {
  const [names = [], ...rows] = parse(text, options);
  return rows.map((row, index) => {
    if (row.length !== names.length) throw new ParseError(`${row.length} cells, expected ${names.length}`, index + 2);
    return Object.fromEntries(names.map((name, column) => [name, row[column]]));
  });
}

function stringify(rows, { separator = ',' } = {}) {
  const special = ['"', '\r', '\n', separator];
  const cell = (value) => {
    const text = value === null || value === undefined ? '' : String(value);
    return special.some((mark) => text.includes(mark)) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return rows.map((row) => row.map(cell).join(separator)).join('\n');
}

module.exports = { parse, parseObjects, stringify };
