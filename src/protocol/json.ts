// JSON values: all that may cross between script, workflow, activities and people.

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export type JsonObject = { readonly [key: string]: Json };

/** Bytes of a text in UTF-8, without `Buffer` or `TextEncoder`: works in every place pawl's code runs. */
export function utf8Bytes(text: string): number {
  // Counted natively, class by class: a loop over a megabyte would use up what a script may compute.
  const twoOrMore = text.replace(/[\0-\x7f]+/g, "");
  const threeOrMore = twoOrMore.replace(/[\x80-\u07ff]+/g, "");
  const unpaired = threeOrMore.replace(/(?:[\ud800-\udbff][\udc00-\udfff])+/g, "");
  // A pair of surrogates is 4 bytes, a lone half 3.
  return text.length + twoOrMore.length + unpaired.length;
}

/** Whether a text has more bytes in UTF-8 than allowed. Counts only when its length does not tell: counting is slow. */
export function isLongerThan(text: string, maxBytes: number): boolean {
  const MOST_BYTES_A_UNIT = 3;
  if (text.length > maxBytes) return true;
  return text.length * MOST_BYTES_A_UNIT > maxBytes && utf8Bytes(text) > maxBytes;
}

/** Cuts a text to at most `max` characters and says how much is missing. */
export function cutText(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max)}… [${text.length - max} more characters]`;
}

export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !isJsonList(value);
}

export function isJsonList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}
