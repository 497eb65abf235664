// `https://user:password@host`.
import { matchAt } from "./match-at.ts";
import type { Clue } from "./scanner.ts";

const LOGIN = /:\/\/([^\s/?#@:"'<>\\]{0,256}):([^\s/@"'<>\\]{3,256})@/y;

/** No secrets: what examples and development set-ups say, and places that something else fills in. */
const PLACEHOLDER =
  /^(?:pass|passwd|password|pw|pwd|postgres|mysql|root|admin|user|guest|test|example|secret|token|changeme|x+|\*+|\.+|[$%{[].*)$/i;

export const URL_CLUE: Clue = {
  text: "://",
  find(text, at) {
    const match = matchAt(LOGIN, text, at);
    const [, user = "", password = ""] = match ?? [];
    if (match === null || password === user || PLACEHOLDER.test(password)) return null;
    const end = at + match[0].length - 1;
    return { start: end - password.length, end, kind: "password in a URL" };
  },
};
