'use strict';

const { width } = require('./width');

/** Breaks a text into lines of at most `columns`; a longer word gets a line of its own. */
function wrap(text, columns = 80, { indent = '' } = {}) {
  return text
    .split('\n')
    .flatMap((paragraph) => wrapParagraph(paragraph, columns - width(indent)))
    .map((line) => (line === '' ? '' : indent + line))
    .join('\n');
}

function wrapParagraph(paragraph, columns) {
  const lines = [];
  let line = '';
  for (const word of paragraph.split(/\s+/).filter(Boolean)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && width(longer) > columns) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, line];
}

/** Takes the indentation away that all lines have in common. */
function dedent(text) {
  const lines = text.replace(/^\n/, '').replace(/\n[ \t]*$/, '').split('\n');
  const depths = lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/));
  const depth = Math.min(...depths, Infinity);
  return lines.map((line) => line.slice(Math.min(depth, line.length))).join('\n');
}

module.exports = { wrap, dedent };
