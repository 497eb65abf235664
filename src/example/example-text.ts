// A text that fits a string schema: an example of its format, else the word that says where it comes from.
import type { JsonObject } from "../protocol/json.ts";

const WORD = "simulated";
/** More would be no example; a schema that asks for more gets a text that does not fit. */
const LENGTH_MAX = 100_000;

const FORMATS: Readonly<Record<string, (index: number) => string>> = {
  "date-time": (index) => `2026-01-01T00:00:${twoDigits(index)}Z`,
  date: (index) => `2026-01-${twoDigits((index % 28) + 1)}`,
  time: (index) => `00:00:${twoDigits(index)}Z`,
  duration: (index) => `PT${index + 1}S`,
  email: (index) => `simulated${index}@example.com`,
  "idn-email": (index) => `simulated${index}@example.com`,
  hostname: (index) => `simulated${index}.example.com`,
  "idn-hostname": (index) => `simulated${index}.example.com`,
  ipv4: (index) => `192.0.2.${index % 256}`,
  ipv6: (index) => `2001:db8::${(index + 1).toString(16)}`,
  uri: (index) => `https://example.com/simulated/${index}`,
  "uri-reference": (index) => `https://example.com/simulated/${index}`,
  url: (index) => `https://example.com/simulated/${index}`,
  iri: (index) => `https://example.com/simulated/${index}`,
  "iri-reference": (index) => `https://example.com/simulated/${index}`,
  uuid: (index) => `00000000-0000-4000-8000-${index.toString(16).padStart(12, "0")}`,
  "json-pointer": (index) => `/simulated/${index}`,
  "relative-json-pointer": (index) => `${index}`,
  regex: (index) => `simulated${index}`,
};

/** `index` makes the text differ from its neighbours in a list. */
export function exampleText(schema: JsonObject, index: number): string {
  const { format: name } = schema;
  const format = typeof name === "string" ? FORMATS[name] : undefined;
  if (format !== undefined) return format(index);
  const min = lengthOr(schema["minLength"], 0);
  const max = lengthOr(schema["maxLength"], LENGTH_MAX);
  const ending = index === 0 ? "" : String(index);
  const head = WORD.slice(0, Math.max(0, max - ending.length)) + ending;
  return head.padEnd(min, "x").slice(0, max);
}

function lengthOr(value: unknown, otherwise: number): number {
  return typeof value === "number" ? Math.min(value, LENGTH_MAX) : otherwise;
}

function twoDigits(index: number): string {
  return String(index % 60).padStart(2, "0");
}
