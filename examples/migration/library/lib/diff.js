'use strict';

/** Lines of two texts as `{kind: 'same' | 'removed' | 'added', line}`, by their longest common sequence. */
function diff(before, after) {
  const [left, right] = [before.split('\n'), after.split('\n')];
  const lengths = commonLengths(left, right);
  const result = [];
  let [i, j] = [0, 0];
  while (i < left.length || j < right.length) {
    if (i < left.length && j < right.length && left[i] === right[j]) {
      result.push({ kind: 'same', line: left[i] });
      i += 1;
      j += 1;
    } else if (j >= right.length || (i < left.length && lengths[i + 1][j] >= lengths[i][j + 1])) {
      result.push({ kind: 'removed', line: left[i] });
      i += 1;
    } else {
      result.push({ kind: 'added', line: right[j] });
      j += 1;
    }
  }
  return result;
}

function commonLengths(left, right) {
  const lengths = Array.from({ length: left.length + 1 }, () => new Array(right.length + 1).fill(0));
  for (let i = left.length - 1; i >= 0; i -= 1) {
    for (let j = right.length - 1; j >= 0; j -= 1) {
      lengths[i][j] = left[i] === right[j] ? lengths[i + 1][j + 1] + 1 : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
    }
  }
  return lengths;
}

const SIGNS = { same: ' ', removed: '-', added: '+' };

function format(changes) {
  return changes.map(({ kind, line }) => `${SIGNS[kind]} ${line}`).join('\n');
}

module.exports = { diff, format };
