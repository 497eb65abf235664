// Output of a command in bounded memory: its beginning and its end are kept, the middle is dropped and counted.

export class BoundedOutput {
  readonly #headMax: number;
  readonly #tailMax: number;
  readonly #head: Buffer[] = [];
  #headSize = 0;
  #tail: Buffer[] = [];
  #tailSize = 0;
  #dropped = 0;

  /** Sizes in bytes. */
  constructor(headMax: number, tailMax: number) {
    this.#headMax = headMax;
    this.#tailMax = tailMax;
  }

  add(chunk: Buffer): void {
    const toHead = chunk.subarray(0, this.#headMax - this.#headSize);
    if (toHead.length > 0) this.#head.push(toHead);
    this.#headSize += toHead.length;
    const rest = chunk.subarray(toHead.length);
    if (rest.length === 0) return;
    this.#tail.push(rest);
    this.#tailSize += rest.length;
    // Joined now and then only: joining at every chunk would copy the tail each time.
    if (this.#tailSize > 2 * this.#tailMax) this.#trimTail();
  }

  /** Bytes dropped from the middle. */
  get dropped(): number {
    this.#trimTail();
    return this.#dropped;
  }

  /** Head, a line that counts what is missing, tail. Bytes that are no UTF-8 become the replacement character. */
  text(): string {
    this.#trimTail();
    if (this.#dropped === 0) return Buffer.concat([...this.#head, ...this.#tail]).toString("utf8");
    // A character cut in two at the border would read as damage.
    const head = Buffer.concat(this.#head)
      .toString("utf8")
      .replace(/\uFFFD$/, "");
    const tail = Buffer.concat(this.#tail)
      .toString("utf8")
      .replace(/^\uFFFD{1,3}/, "");
    return `${head}${head === "" ? "" : "\n"}[... ${this.#dropped} bytes of output dropped here ...]\n${tail}`;
  }

  #trimTail(): void {
    const excess = this.#tailSize - this.#tailMax;
    if (excess <= 0) return;
    this.#tail = [Buffer.from(Buffer.concat(this.#tail).subarray(excess))];
    this.#tailSize = this.#tailMax;
    this.#dropped += excess;
  }
}
