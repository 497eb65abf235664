// Text that came from a script, a model or a file may hold terminal commands: gates and logs show it as data.

// oxlint-disable-next-line no-control-regex -- finding control characters is what this is for
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

/** Makes every control and direction character visible as `\u{1b}`; line breaks and tabs stay. */
export function visibleText(text: string): string {
  return text.replaceAll("\r\n", "\n").replace(CONTROL, escape);
}

/** The same in one line: white space collapsed, cut at `max` characters. */
export function visibleLine(text: string, max = 200): string {
  const line = visibleText(text.slice(0, max * 4))
    .replace(/\s+/gu, " ")
    .trim();
  return line.length <= max ? line : `${line.slice(0, max - 1)}…`;
}

/** Spaces that are none of the usual, letters without a shape, tags: in code they only hide something. */
const HIDDEN =
  // oxlint-disable-next-line no-misleading-character-class -- finding each of them by itself is what this is for
  /[\u00a0\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u2000-\u200a\u202f\u205f\u3000\u3164\ufe00-\ufe0f\uffa0]|[\u{e0000}-\u{e007f}]/gu;
/** A word with Latin letters and others that look like them. */
const MIXED_WORD = /[\p{L}\p{N}_$]*\p{Script=Latin}[\p{L}\p{N}_$]*/gu;
const LOOK_ALIKE =
  /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}]|[\uff01-\uff5e]/gu;

/** The text of a script for whoever is to approve it: with what hides, or only looks like a Latin letter, visible. */
export function visibleSource(text: string): string {
  return visibleText(text)
    .replace(HIDDEN, escape)
    .replace(MIXED_WORD, (word) => word.replace(LOOK_ALIKE, escape));
}

function escape(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
