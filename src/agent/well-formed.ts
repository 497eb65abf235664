// Texts as the API takes them: it refuses halves of surrogate pairs, which cutting a text or a script can leave behind.

/** The same text; a lone half becomes the replacement character. */
export function wellFormed(text: string): string {
  return Buffer.from(text, "utf8").toString("utf8");
}
