'use strict';

module.exports = {
  casing: require('./casing'),
  color: require('./color'),
  csv: require('./csv'),
  diff: require('./diff'),
  duration: require('./duration'),
  errors: require('./errors'),
  ini: require('./ini'),
  range: require('./range'),
  slug: require('./slug'),
  table: require('./table'),
  template: require('./template'),
  type: require('./type'),
  version: require('./version'),
  width: require('./width'),
  words: require('./words'),
  wrap: require('./wrap'),
  VERSION: require('../package.json').version,
};
