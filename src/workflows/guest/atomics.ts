// Atomics of ECMAScript 2023 (S06), which the engine lacks. A script has one thread: every operation is atomic as it is.

type Element = number | bigint;
type Elements = { [index: number]: Element; readonly length: number };

const KINDS = [
  Int8Array,
  Uint8Array,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  BigInt64Array,
  BigUint64Array,
] as const;

export function defineAtomics(): void {
  const atomics = {
    add: changing((old, value) => (old as number) + (value as number)),
    and: changing((old, value) => (old as number) & (value as number)),
    compareExchange,
    exchange: changing((_old, value) => value),
    isLockFree: (size: unknown): boolean => [1, 2, 4, 8].includes(Math.trunc(Number(size))),
    load: (array: unknown, index: unknown): Element => at(elementsOf(array), index).value,
    notify: (array: unknown, index: unknown): number => (at(elementsOf(array), index), 0),
    or: changing((old, value) => (old as number) | (value as number)),
    store,
    sub: changing((old, value) => (old as number) - (value as number)),
    wait: (array: unknown, index: unknown): never => {
      at(elementsOf(array), index);
      throw new TypeError("Atomics.wait() would wait for ever: a script has one thread; use await sleep(ms)");
    },
    xor: changing((old, value) => (old as number) ^ (value as number)),
  };
  Object.defineProperty(atomics, Symbol.toStringTag, { value: "Atomics", configurable: true });
  Object.defineProperty(globalThis, "Atomics", { value: atomics, writable: true, configurable: true });
}

function changing(compute: (old: Element, value: Element) => Element) {
  return (array: unknown, index: unknown, value: unknown): Element => {
    const elements = elementsOf(array);
    const place = at(elements, index);
    elements[place.index] = compute(place.value, toElement(elements, value));
    return place.value;
  };
}

function compareExchange(array: unknown, index: unknown, expected: unknown, value: unknown): Element {
  const elements = elementsOf(array);
  const place = at(elements, index);
  const wanted = asStored(elements, toElement(elements, expected));
  const next = toElement(elements, value);
  if (place.value === wanted) elements[place.index] = next;
  return place.value;
}

function store(array: unknown, index: unknown, value: unknown): Element {
  const elements = elementsOf(array);
  const place = at(elements, index);
  const element = toElement(elements, value);
  elements[place.index] = element;
  return element;
}

function elementsOf(array: unknown): Elements {
  if (KINDS.some((kind) => array instanceof kind)) return array as Elements;
  throw new TypeError("Atomics work on arrays of integers: Int32Array, BigInt64Array and the like");
}

function at(elements: Elements, index: unknown): { readonly index: number; readonly value: Element } {
  const number = Math.trunc(Number(index)) || 0;
  const value = elements[number];
  if (number < 0 || value === undefined) throw new RangeError(`Atomics: no element has the index ${number}`);
  return { index: number, value };
}

function toElement(elements: Elements, value: unknown): Element {
  return typeof elements[0] === "bigint" ? BigInt(value as bigint) : Math.trunc(Number(value)) || 0;
}

/** The value as the array would hold it: -1 is 255 among bytes. */
function asStored(elements: Elements, value: Element): Element {
  const one = (elements as unknown as Int8Array).slice(0, 1) as unknown as Elements;
  one[0] = value;
  return one[0];
}
