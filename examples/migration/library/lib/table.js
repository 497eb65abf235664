'use strict';

const measure = require('./width');
const { wrap } = require('./wrap');
const { typeName } = require('./type');

/** Rows of cells as text in columns. Numbers go to the right; `maxWidth` wraps the cells of a column. */
function table(rows, { header = false, maxWidth = Infinity, gap = '  ' } = {}) {
  const cells = rows.map((row) => row.map((cell) => lines(cell, maxWidth)));
  const widths = columnWidths(cells);
  const aligns = widths.map((_, column) => alignment(rows.slice(header ? 1 : 0), column));
  const blocks = cells.map((row) => block(row, { widths, aligns, gap }));
  if (header) blocks.splice(1, 0, widths.map((columns) => '-'.repeat(columns)).join(gap));
  return blocks.join('\n');
}

function lines(cell, maxWidth) {
  const text = cell === null || cell === undefined ? '' : String(cell);
  return (maxWidth === Infinity ? text : wrap(text, maxWidth)).split('\n');
}

function columnWidths(cells) {
  const count = Math.max(0, ...cells.map((row) => row.length));
  return Array.from({ length: count }, (_, column) =>
    Math.max(0, ...cells.flatMap((row) => (row[column] ?? []).map((line) => measure.width(line)))),
  );
}

function alignment(rows, column) {
  const values = rows.map((row) => row[column]).filter((value) => value !== undefined && value !== null);
  return values.length > 0 && values.every((value) => typeName(value) === 'number') ? 'right' : 'left';
}

function block(row, { widths, aligns, gap }) {
  const height = Math.max(1, ...row.map((cell) => cell.length));
  return Array.from({ length: height }, (_, line) =>
    widths
      .map((columns, column) => measure.pad(row[column]?.[line] ?? '', columns, aligns[column]))
      .join(gap)
      .trimEnd(),
  ).join('\n');
}

module.exports = table;
