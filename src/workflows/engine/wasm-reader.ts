// Reads the bytes of a WebAssembly module: numbers, lists, and one instruction at a time. As much as the engine's
// module uses (no SIMD, no threads, no exceptions); anything else is an error.

export class WasmReader {
  readonly bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  get atEnd(): boolean {
    return this.at >= this.bytes.length;
  }

  byte(): number {
    const byte = this.bytes[this.at];
    if (byte === undefined) throw new RangeError("the engine's module ends in the middle");
    this.at += 1;
    return byte;
  }

  take(length: number): Uint8Array {
    const taken = this.bytes.subarray(this.at, this.at + length);
    this.at += length;
    return taken;
  }

  /** A number without sign, of up to 32 bits. */
  uleb(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if ((byte & 0x80) === 0) return value;
    }
  }

  /** Passes over a number of any size, with or without sign. */
  skipNumber(): void {
    while ((this.byte() & 0x80) !== 0);
  }

  list<T>(read: (index: number) => T): T[] {
    return Array.from({ length: this.uleb() }, (_, index) => read(index));
  }
}

/** What the meter cares about: blocks and their ends, and instructions that move as many bytes as they are told. */
export type OperationKind = "loop" | "block" | "end" | "move" | "other";

/** `targets`: how many a branch has that chooses by a table, else 0. */
export type Operation = { readonly kind: OperationKind; readonly targets: number };

const KINDS: Readonly<Record<number, OperationKind>> = {
  0x02: "block",
  0x03: "loop",
  0x04: "block",
  0x0b: "end",
};

/** Passes over one instruction with its immediates. */
export function readOperation(reader: WasmReader): Operation {
  const PREFIXED = 0xfc;
  const BR_TABLE = 0x0e;
  const code = reader.byte();
  if (code === PREFIXED) return { kind: readPrefixed(reader), targets: 0 };
  if (code === BR_TABLE)
    return { kind: "other", targets: reader.list(() => reader.skipNumber()).length + skipped(reader) };
  skipImmediates(code, reader);
  return { kind: KINDS[code] ?? "other", targets: 0 };
}

/** The branch's target when none of the table fits. */
function skipped(reader: WasmReader): number {
  reader.skipNumber();
  return 1;
}

/** Numbers that follow a code of the 0xfc page: conversions have none, bulk memory one or two. */
const PREFIXED_NUMBERS = [0, 0, 0, 0, 0, 0, 0, 0, 2, 1, 2, 1, 2, 1, 2, 1, 1, 1];
const MEMORY_COPY = 10;
const MEMORY_FILL = 11;

function readPrefixed(reader: WasmReader): OperationKind {
  const code = reader.uleb();
  const numbers = PREFIXED_NUMBERS[code];
  if (numbers === undefined) throw unknown(`0xfc ${code}`);
  for (let count = 0; count < numbers; count++) reader.skipNumber();
  return code === MEMORY_COPY || code === MEMORY_FILL ? "move" : "other";
}

function skipImmediates(code: number, reader: WasmReader): void {
  const SELECT_TYPED = 0x1c;
  const F32_CONST = 0x43;
  const F64_CONST = 0x44;
  if (code === SELECT_TYPED) reader.take(reader.uleb());
  else if (code === F32_CONST) reader.take(4);
  else if (code === F64_CONST) reader.take(8);
  else for (let count = numbersAfter(code); count > 0; count--) reader.skipNumber();
}

/** How many numbers follow a plain instruction. */
function numbersAfter(code: number): number {
  if (code >= 0x45 && code <= 0xc4) return 0; // arithmetic
  if (code >= 0x28 && code <= 0x3e) return 2; // load and store
  if (code >= 0x20 && code <= 0x26) return 1; // variables and tables
  switch (code) {
    case 0x00: // unreachable, nop, else, end, return, drop, select, ref.is_null
    case 0x01:
    case 0x05:
    case 0x0b:
    case 0x0f:
    case 0x1a:
    case 0x1b:
    case 0xd1:
      return 0;
    case 0x02: // block, loop, if, br, br_if, call, memory.size, memory.grow, constants, ref.null, ref.func
    case 0x03:
    case 0x04:
    case 0x0c:
    case 0x0d:
    case 0x10:
    case 0x3f:
    case 0x40:
    case 0x41:
    case 0x42:
    case 0xd0:
    case 0xd2:
      return 1;
    case 0x11: // call_indirect
      return 2;
    default:
      throw unknown(`0x${code.toString(16)}`);
  }
}

function unknown(instruction: string): Error {
  return new Error(`the engine's module uses an instruction that the meter does not know: ${instruction}`);
}
