// The redactor: stands before transcript, heartbeat, history and prompt, and takes out what must not get there.
import type { Json } from "../../protocol/json.ts";
import { FORMAT_CLUES } from "./format-clues.ts";
import { makeScanner } from "./scanner.ts";
import type { Scanner } from "./scanner.ts";
import type { SecretValue } from "./secret-values.ts";
import { partClues, valueClues } from "./value-clues.ts";

/** Every function gives back what it got when there is nothing to hide, and does nothing to its own results. */
export type Redactor = {
  /** Without the worker's secrets and without whatever looks like a key. */
  text(text: string): string;
  /** The same for every text in a value, names of fields included. */
  json<Value extends Json>(value: Value): Value;
  /** Only exact values of secrets: for what a model wrote, which has to stay as it was. */
  exact<Value extends Json>(value: Value): Value;
};

export type RedactorOptions = {
  readonly values: readonly SecretValue[];
  /** Whether what looks like a key counts. Default: yes. */
  readonly formats?: boolean;
};

export function makeRedactor({ values, formats = true }: RedactorOptions): Redactor {
  const exact = untilNothingIsLeft(makeScanner(valueClues(values)));
  const all = untilNothingIsLeft(
    makeScanner([...valueClues(values), ...(formats ? FORMAT_CLUES : []), ...partClues(values)]),
  );
  return {
    text: all,
    json: (value) => mapTexts(value, all) as typeof value,
    exact: (value) => mapTexts(value, exact) as typeof value,
  };
}

/** Takes out nothing. */
export const NO_REDACTOR: Redactor = {
  text: (text) => text,
  json: (value) => value,
  exact: (value) => value,
};

/** Nothing a person wrote needs more. */
const ROUNDS_MAX = 8;

/** What was taken out may have hidden that its neighbour is a key, too: a second look must find no more. */
function untilNothingIsLeft(scan: Scanner): Scanner {
  return (text) => {
    let now = text;
    for (let round = 0; round < ROUNDS_MAX; round += 1) {
      const next = scan(now);
      if (next === now) return now;
      now = next;
    }
    return now;
  };
}

/** The very same value where nothing changes: a conversation is kept byte for byte. */
function mapTexts(value: Json, scan: Scanner): Json {
  if (typeof value === "string") return scan(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map((item: Json) => mapTexts(item, scan));
    return items.every((item, index) => item === value[index]) ? value : items;
  }
  const before = Object.entries(value);
  const after = before.map(([key, item]) => [scan(key), mapTexts(item, scan)] as const);
  const isSame = after.every(([key, item], at) => key === before[at]?.[0] && item === before[at]?.[1]);
  return isSame ? value : Object.fromEntries(after);
}
