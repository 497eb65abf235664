// Parts room among texts: the short ones are whole, the long ones get equally much of what is left.

/** One share for each size, at most the size itself; together at most `total`. */
export function fairShares(sizes: readonly number[], total: number): number[] {
  const shares = sizes.map(() => 0);
  const bySize = sizes.map((size, at) => ({ size, at })).sort((a, b) => a.size - b.size);
  let left = total;
  for (const [nth, { size, at }] of bySize.entries()) {
    const share = Math.min(size, Math.floor(left / (bySize.length - nth)));
    shares[at] = share;
    left -= share;
  }
  return shares;
}
