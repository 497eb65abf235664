// Rewrites the engine's WebAssembly so that it counts its own work: one unit each time a function is entered or a loop
// goes round, and one for every 64 bytes moved at once. QuickJS asks the interrupt handler only between the script's
// own steps; its built-ins (`sort`, `join`, `indexOf` on a long text, the parser) would compute for hours unasked.
// The count is exact, so the limit falls at the same place on every machine and in every replay.
import { WasmReader, readOperation } from "./wasm-reader.ts";

/** The exported global that is counted down; below zero the module traps (`unreachable`). A mutable i32. */
export const WORK_EXPORT = "pawl_work";

const SECTION_IMPORT = 2;
const SECTION_FUNCTION = 3;
const SECTION_TYPE = 1;
const SECTION_GLOBAL = 6;
const SECTION_EXPORT = 7;
const SECTION_CODE = 10;
const HEADER_BYTES = 8;
const BYTES_PER_UNIT_SHIFT = 6;
/** The loop around a branch with so many targets runs the script's own steps: those are what the fuel counts. */
const DISPATCH_TARGETS = 200;
const ONE_UNIT = [0x41, 1];
const OWN_LOCAL = [0x01, 0x7f];

/** @returns the metered module. Throws when the module uses what this does not know (it is checked at build time). */
export function meterWasm(module: Uint8Array): Uint8Array {
  const sections = readSections(module);
  const work = countOf(sections, SECTION_GLOBAL);
  const parameters = parameterCounts(sections);
  const parts = sections.flatMap(({ id, body }) => {
    const changed = changeSection(id, body, { work, parameters });
    return [[id, ...uleb(changed.length)], changed];
  });
  return concat([module.subarray(0, HEADER_BYTES), ...parts]);
}

type Bytes = Uint8Array | readonly number[];
type Section = { readonly id: number; readonly body: Uint8Array };
type Meter = { readonly work: number; readonly parameters: readonly number[] };

function readSections(module: Uint8Array): Section[] {
  const reader = new WasmReader(module, HEADER_BYTES);
  const sections: Section[] = [];
  while (!reader.atEnd) {
    const id = reader.byte();
    sections.push({ id, body: reader.take(reader.uleb()) });
  }
  return sections;
}

function bodyOf(sections: readonly Section[], id: number): Uint8Array {
  const section = sections.find((each) => each.id === id);
  if (section === undefined) throw new Error(`the engine's module has no section ${id}`);
  return section.body;
}

function countOf(sections: readonly Section[], id: number): number {
  return new WasmReader(bodyOf(sections, id)).uleb();
}

/** How many parameters each function of the code section has, in order. */
function parameterCounts(sections: readonly Section[]): number[] {
  refuseImportedGlobals(bodyOf(sections, SECTION_IMPORT));
  const types = new WasmReader(bodyOf(sections, SECTION_TYPE));
  const byType = types.list(() => {
    types.byte(); // 0x60, a function
    const count = types.uleb();
    types.take(count);
    types.take(types.uleb());
    return count;
  });
  const functions = new WasmReader(bodyOf(sections, SECTION_FUNCTION));
  return functions.list(() => byType[functions.uleb()] ?? 0);
}

/** An imported global would shift the number of ours. */
function refuseImportedGlobals(body: Uint8Array): void {
  const FUNCTION = 0;
  const imports = new WasmReader(body);
  imports.list(() => {
    imports.take(imports.uleb());
    imports.take(imports.uleb());
    if (imports.byte() !== FUNCTION) throw new Error("the engine's module imports more than functions");
    return imports.uleb();
  });
}

function changeSection(id: number, body: Uint8Array, meter: Meter): Uint8Array {
  switch (id) {
    case SECTION_GLOBAL:
      return appendEntry(body, [0x7f, 0x01, 0x41, ...sleb(0x7fff_ffff), 0x0b]); // i32, mutable, starts full
    case SECTION_EXPORT: {
      const name = Array.from(WORK_EXPORT, (letter) => letter.charCodeAt(0));
      return appendEntry(body, [...uleb(name.length), ...name, 0x03, ...uleb(meter.work)]);
    }
    case SECTION_CODE:
      return meterCode(body, meter);
    default:
      return body;
  }
}

function appendEntry(body: Uint8Array, entry: readonly number[]): Uint8Array {
  const reader = new WasmReader(body);
  const count = reader.uleb();
  return concat([uleb(count + 1), body.subarray(reader.at), entry]);
}

function meterCode(body: Uint8Array, meter: Meter): Uint8Array {
  const reader = new WasmReader(body);
  const functions = reader.list((index) => {
    const metered = meterFunction(reader.take(reader.uleb()), meter.parameters[index] ?? 0, meter.work);
    return concat([uleb(metered.length), metered]);
  });
  return concat([uleb(functions.length), ...functions]);
}

function meterFunction(body: Uint8Array, parameters: number, work: number): Uint8Array {
  const reader = new WasmReader(body);
  let locals = parameters;
  const groups = reader.list(() => {
    const count = reader.uleb();
    locals += count;
    return [...uleb(count), reader.byte()];
  });
  const entry = [...uleb(groups.length + 1), ...groups.flat(), ...OWN_LOCAL, ...charge(work, ONE_UNIT)];
  const parts: Bytes[] = [entry];
  let copied = reader.at;
  for (const { at, kind } of chargedPlaces(body, reader.at)) {
    parts.push(
      body.subarray(copied, at),
      kind === "loop" ? charge(work, ONE_UNIT) : chargeMove(work, locals),
    );
    copied = at;
  }
  return concat([...parts, body.subarray(copied)]);
}

type Place = { readonly at: number; readonly kind: "loop" | "move" };

/** Behind the start of each loop, before each move. */
function chargedPlaces(body: Uint8Array, start: number): Place[] {
  const reader = new WasmReader(body, start);
  const places: Place[] = [];
  const open: number[] = [];
  const dispatching = new Set<number>();
  while (!reader.atEnd) {
    const at = reader.at;
    const { kind, targets } = readOperation(reader);
    if (kind === "move") places.push({ at, kind });
    if (kind === "loop") places.push({ at: reader.at, kind });
    if (kind === "loop" || kind === "block") open.push(reader.at);
    if (kind === "end") open.pop();
    if (targets >= DISPATCH_TARGETS) for (const loop of open) dispatching.add(loop);
  }
  return places.filter((place) => place.kind === "move" || !dispatching.has(place.at));
}

/** Before an instruction that moves bytes: their number is on top of the stack, and stays there. */
function chargeMove(work: number, local: number): number[] {
  const size = uleb(local);
  return [0x21, ...size, ...charge(work, [0x20, ...size, 0x41, BYTES_PER_UNIT_SHIFT, 0x76]), 0x20, ...size];
}

/** `work -= units; if (work < 0) unreachable` */
function charge(work: number, units: readonly number[]): number[] {
  const global = uleb(work);
  const subtract = [0x23, ...global, ...units, 0x6b, 0x24, ...global];
  return [...subtract, 0x23, ...global, 0x41, 0x00, 0x48, 0x04, 0x40, 0x00, 0x0b];
}

function uleb(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest & 0x7f;
    rest >>>= 7;
    bytes.push(rest === 0 ? low : low | 0x80);
  } while (rest !== 0);
  return bytes;
}

/** Of a value that is not negative. */
function sleb(value: number): number[] {
  const bytes = uleb(value);
  const last = bytes.at(-1) ?? 0;
  return (last & 0x40) === 0 ? bytes : [...bytes.slice(0, -1), last | 0x80, 0x00];
}

function concat(parts: readonly Bytes[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
