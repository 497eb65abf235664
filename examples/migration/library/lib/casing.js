'use strict';

const words = require('./words');

function capital(word) {
  return word.charAt(0).toUpperCase() + word.slice(1).toLowerCase();
}

exports.camel = function camel(text) {
  const [first = '', ...rest] = words.split(text);
  return first.toLowerCase() + rest.map(capital).join('');
};

exports.snake = function snake(text) {
  return words
    .split(text)
    .map((word) => word.toLowerCase())
    .join('_');
};

exports.kebab = function kebab(text) {
  return words
    .split(text)
    .map((word) => word.toLowerCase())
    .join('-');
};

exports.title = function title(text) {
  return words
    .split(text)
    .map((word, index) => (index > 0 && words.isStopword(word) ? word.toLowerCase() : capital(word)))
    .join(' ');
};
