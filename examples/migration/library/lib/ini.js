'use strict';

const { ParseError } = require('./errors');
const { isPlainObject } = require('./type');

/** Sections of keys and values; keys before the first section stand at the top. */
function parse(text) {
  const result = {};
  let section = result;
  text.split(/\r?\n/).forEach((raw, index) => {
    const line = raw.trim();
    if (line === '' || line.startsWith(';') || line.startsWith('#')) return;
    const header = /^\[(.+)\]$/.exec(line);
    if (header) {
      section = result[header[1].trim()] ??= {};
      return;
    }
    const equals = line.indexOf('=');
    if (equals < 1) throw new ParseError(`expected "key = value", got "${line}"`, index + 1);
    section[line.slice(0, equals).trim()] = toValue(line.slice(equals + 1).trim());
  });
  return result;
}

function toValue(text) {
  if (text === 'true' || text === 'false') return text === 'true';
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  return /^".*"$/.test(text) ? text.slice(1, -1) : text;
}

function stringify(data) {
  const top = Object.entries(data).filter(([, value]) => !isPlainObject(value));
  const sections = Object.entries(data).filter(([, value]) => isPlainObject(value));
  const blocks = sections.map(([name, values]) => [`[${name}]`, ...Object.entries(values).map(pair)].join('\n'));
  return [...(top.length > 0 ? [top.map(pair).join('\n')] : []), ...blocks].join('\n\n');
}

function pair([key, value]) {
  return `${key} = ${value}`;
}

module.exports = { parse, stringify };
