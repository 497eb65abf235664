'use strict';

/** Base of everything this library throws on purpose. */
class SatchelError extends Error {
  constructor(message) {
    super(message);
    this.name = this.constructor.name;
  }
}

/** Text that does not parse; `line` counts from 1. */
class ParseError extends SatchelError {
  constructor(message, line) {
    super(line === undefined ? message : `${message} (line ${line})`);
    this.line = line;
  }
}

module.exports = { SatchelError, ParseError };
