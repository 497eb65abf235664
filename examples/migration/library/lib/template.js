'use strict';

const casing = require('./casing');
const slug = require('./slug');
const { SatchelError } = require('./errors');

const filters = {
  upper: (text) => text.toUpperCase(),
  lower: (text) => text.toLowerCase(),
  title: casing.title,
  kebab: casing.kebab,
  slug,
};

/** Fills `{name}` and `{name | filter}` from an object; dots reach inside. */
function render(template, data) {
  return template.replace(/\{\s*([\w.]+)\s*(?:\|\s*(\w+)\s*)?\}/g, (_, name, filter) => {
    const value = lookUp(data, name);
    if (filter === undefined) return value;
    const apply = filters[filter];
    if (!apply) throw new SatchelError(`no filter "${filter}"; there are ${Object.keys(filters).join(', ')}`);
    return apply(value);
  });
}

function lookUp(data, name) {
  const value = name.split('.').reduce((object, key) => object?.[key], data);
  if (value === undefined) throw new SatchelError(`nothing named "${name}" to fill in`);
  return String(value);
}

module.exports = { render, filters };
