// Looking at one place of a text.

/** `pattern` is sticky. */
export function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** Whether a letter or digit stands before: a key does not begin there. What is before `from` is redacted already. */
export function isInsideWord(text: string, at: number, from: number): boolean {
  return at > from && /[A-Za-z0-9]/.test(text.charAt(at - 1));
}
