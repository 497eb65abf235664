// Output of a command in bounded memory: its beginning and its end are kept, the middle is dropped and counted.

/** Room is taken in steps: most commands print little. */
const FIRST_ROOM_BYTES = 4_096;

export class BoundedOutput {
  readonly #head: Window;
  readonly #tail: Window;

  /** Sizes in bytes. However small the pieces that come, no more than these sizes is held. */
  constructor(headMax: number, tailMax: number) {
    this.#head = new Window(headMax);
    this.#tail = new Window(tailMax);
  }

  add(chunk: Buffer): void {
    const toHead = chunk.subarray(0, this.#head.room);
    this.#head.add(toHead);
    this.#tail.add(chunk.subarray(toHead.length));
  }

  /** Bytes that came in all. */
  get total(): number {
    return this.#head.total + this.#tail.total;
  }

  /** Bytes dropped from the middle. */
  get dropped(): number {
    return this.#tail.dropped;
  }

  /** Head, a line that counts what is missing, tail. Bytes that are no UTF-8 become the replacement character. */
  text(): string {
    if (this.dropped === 0) return Buffer.concat([this.#head.bytes(), this.#tail.bytes()]).toString("utf8");
    // A character cut in two at the border would read as damage.
    const head = this.#head
      .bytes()
      .toString("utf8")
      .replace(/\uFFFD$/, "");
    const tail = this.#tail
      .bytes()
      .toString("utf8")
      .replace(/^\uFFFD{1,3}/, "");
    return `${head}${head === "" ? "" : "\n"}[... ${this.dropped} bytes of output dropped here ...]\n${tail}`;
  }
}

/** The last `max` bytes of what was added, in a buffer that is written round and round. */
class Window {
  readonly #max: number;
  #buffer: Buffer = Buffer.alloc(0);
  /** Bytes added in all; the next goes to this place, modulo `max`. */
  #total = 0;

  constructor(max: number) {
    this.#max = max;
  }

  get total(): number {
    return this.#total;
  }

  get room(): number {
    return Math.max(0, this.#max - this.#total);
  }

  get dropped(): number {
    return Math.max(0, this.#total - this.#max);
  }

  add(chunk: Buffer): void {
    if (this.#max > 0) {
      const kept = chunk.subarray(Math.max(0, chunk.length - this.#max));
      this.#grow(this.#total + chunk.length);
      const at = (this.#total + chunk.length - kept.length) % this.#max;
      const straight = Math.min(kept.length, this.#max - at);
      kept.copy(this.#buffer, at, 0, straight);
      kept.copy(this.#buffer, 0, straight);
    }
    this.#total += chunk.length;
  }

  bytes(): Buffer {
    if (this.#total <= this.#max) return this.#buffer.subarray(0, this.#total);
    if (this.#max === 0) return this.#buffer;
    const next = this.#total % this.#max;
    return Buffer.concat([this.#buffer.subarray(next), this.#buffer.subarray(0, next)]);
  }

  #grow(wanted: number): void {
    const size = this.#buffer.length;
    if (wanted <= size || size === this.#max) return;
    const larger = Buffer.alloc(Math.min(this.#max, Math.max(wanted, 2 * size, FIRST_ROOM_BYTES)));
    this.#buffer.copy(larger);
    this.#buffer = larger;
  }
}
