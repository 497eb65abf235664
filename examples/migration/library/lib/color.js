'use strict';

// Programs that never print colours should not load what finds out whether they could.
let tty = null;
if (!process.env.NO_COLOR) {
  tty = require('node:tty');
}

const CODES = { bold: [1, 22], dim: [2, 22], red: [31, 39], green: [32, 39], yellow: [33, 39], blue: [34, 39] };

function enabled(fileDescriptor = 1) {
  return tty !== null && tty.isatty(fileDescriptor);
}

function paint(name, text, on = enabled()) {
  const codes = CODES[name];
  if (!codes) throw new RangeError(`no colour "${name}"; there are ${Object.keys(CODES).join(', ')}`);
  return on ? `\u001b[${codes[0]}m${text}\u001b[${codes[1]}m` : text;
}

function strip(text) {
  return text.replace(/\u001b\[\d+(?:;\d+)*m/g, '');
}

exports.enabled = enabled;
exports.paint = paint;
exports.strip = strip;
