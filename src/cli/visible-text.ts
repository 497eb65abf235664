// Text that came from a script, a model or a file may hold terminal commands: gates and logs show it as data.

// oxlint-disable-next-line no-control-regex -- finding control characters is what this is for
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

/** Makes every control and direction character visible as `\u{1b}`; line breaks and tabs stay. */
export function visibleText(text: string): string {
  return text
    .replaceAll("\r\n", "\n")
    .replace(CONTROL, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

/** The same in one line: white space collapsed, cut at `max` characters. */
export function visibleLine(text: string, max = 200): string {
  const line = visibleText(text.slice(0, max * 4))
    .replace(/\s+/gu, " ")
    .trim();
  return line.length <= max ? line : `${line.slice(0, max - 1)}…`;
}
