// Some lines out of a file of any size, chunk by chunk: memory holds what is shown, never the file.

export type Line = {
  /** Without its line end, at most `lineMaxBytes`. */
  readonly bytes: Buffer;
  /** Bytes of the whole line. */
  readonly length: number;
};

export type WindowBounds = {
  /** Number of the first line, from 1. */
  readonly offset: number;
  /** Lines at most. */
  readonly limit: number;
  /** Kept of one line. */
  readonly lineMaxBytes: number;
  /** Kept of all lines; at least one line is kept. */
  readonly totalMaxBytes: number;
};

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Give it the file's chunks in order, then `end()`. */
export class LineWindow {
  /** Lines of the window so far. */
  readonly lines: Line[] = [];
  /** Lines met so far, the last one included when the file does not end with a line end. */
  count = 0;
  /** Line ends met: CR LF, and LF alone. */
  readonly lineEnds = { crlf: 0, lf: 0 };
  /** Whether the last line has a line end; known at the end. */
  closed = true;

  readonly #bounds: WindowBounds;
  #parts: Buffer[] = [];
  #kept = 0;
  #length = 0;
  #last = 0;
  #total = 0;
  #full = false;

  constructor(bounds: WindowBounds) {
    this.#bounds = bounds;
  }

  /** The window has all its lines; more chunks are only counted. */
  get full(): boolean {
    return this.#full;
  }

  add(chunk: Uint8Array): void {
    let start = 0;
    for (;;) {
      const end = chunk.indexOf(LINE_FEED, start);
      this.#extend(chunk.subarray(start, end === -1 ? chunk.length : end));
      if (end === -1) return;
      this.#close();
      start = end + 1;
    }
  }

  end(): void {
    this.closed = this.#length === 0;
    if (this.closed) return;
    this.count += 1;
    this.#keepLine(this.#length);
  }

  #extend(piece: Uint8Array): void {
    if (piece.length === 0) return;
    this.#length += piece.length;
    this.#last = piece.at(-1) ?? 0;
    const room = this.#bounds.lineMaxBytes + 1 - this.#kept;
    if (room <= 0 || !this.#isInside()) return;
    // A copy: the chunk's memory is used again for the next one.
    const part = Buffer.from(piece.subarray(0, room));
    this.#parts.push(part);
    this.#kept += part.length;
  }

  #close(): void {
    const crlf = this.#length > 0 && this.#last === CARRIAGE_RETURN;
    this.lineEnds[crlf ? "crlf" : "lf"] += 1;
    const inside = this.#isInside();
    this.count += 1;
    if (inside) this.#keepLine(this.#length - (crlf ? 1 : 0));
    this.#parts = [];
    this.#kept = 0;
    this.#length = 0;
  }

  /** Whether the line at hand belongs to the window. */
  #isInside(): boolean {
    return !this.#full && this.count + 1 >= this.#bounds.offset;
  }

  #keepLine(length: number): void {
    const { limit, lineMaxBytes, totalMaxBytes, offset } = this.#bounds;
    if (this.#full || this.count < offset) return;
    const bytes = Buffer.concat(this.#parts).subarray(0, Math.min(length, lineMaxBytes));
    this.#total += bytes.length;
    if (this.lines.length > 0 && this.#total > totalMaxBytes) {
      this.#full = true;
      return;
    }
    this.lines.push({ bytes, length });
    this.#full = this.lines.length >= limit;
  }
}
