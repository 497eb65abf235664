// One pass over a text for everything that may be a secret. Every secret has a clue, three or more characters that
// stand in it; only where a clue stands is looked closer. So the time grows with the text, not with the clues.

/** A stretch of the text, `end` excluded, and what it is in words. */
export type Found = { readonly start: number; readonly end: number; readonly kind: string };

export type Clue = {
  /** At least `CLUE_MIN_CHARS` characters. */
  readonly text: string;
  /** The secret around the clue at `at`, none of it before `from`; `null` when there is none. Looks at a bounded stretch only. */
  find(text: string, at: number, from: number): Found | null;
};

export type Scanner = (text: string) => string;

export const CLUE_MIN_CHARS = 3;

const BUCKETS = 65_536;

/** A function that replaces what the clues find by `[redacted: KIND]`. Of two finds that overlap the first one counts. */
export function makeScanner(clues: readonly Clue[]): Scanner {
  const buckets = makeBuckets(clues);
  return (text) => {
    const parts: string[] = [];
    let from = 0;
    const last = text.length - CLUE_MIN_CHARS;
    for (let at = 0; at <= last; at += 1) {
      const bucket = buckets[bucketOf(text, at)];
      if (bucket === undefined) continue;
      const found = firstFind(bucket, text, at, from);
      if (found === null) continue;
      parts.push(text.slice(from, found.start), redactionMark(found.kind));
      from = found.end;
      at = Math.max(at, found.end - 1);
    }
    return parts.length === 0 ? text : parts.join("") + text.slice(from);
  };
}

export function redactionMark(kind: string): string {
  return `[redacted: ${kind}]`;
}

/** The marks in a text, as they stand there. */
export function redactionMarks(text: string): readonly string[] {
  return text.match(/\[redacted: [\w ]{1,80}\]/g) ?? [];
}

function firstFind(bucket: readonly Clue[], text: string, at: number, from: number): Found | null {
  for (const clue of bucket) {
    if (!text.startsWith(clue.text, at)) continue;
    const found = clue.find(text, at, from);
    if (found !== null && found.start >= from) return found;
  }
  return null;
}

function makeBuckets(clues: readonly Clue[]): readonly (readonly Clue[] | undefined)[] {
  const buckets: (Clue[] | undefined)[] = Array.from({ length: BUCKETS });
  for (const clue of clues) {
    const index = bucketOf(clue.text, 0);
    (buckets[index] ??= []).push(clue);
  }
  return buckets;
}

function bucketOf(text: string, at: number): number {
  const [a, b, c] = [text.charCodeAt(at), text.charCodeAt(at + 1), text.charCodeAt(at + 2)];
  return ((a * 31 + b) * 31 + c) & (BUCKETS - 1);
}
