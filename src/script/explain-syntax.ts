// From the parser's complaint to what the author should know and do (S04): tried from the most to the least certain.
import { SCRIPT_MAX_BRACKETS } from "../protocol/limits.ts";
import type { Opener, ParseFailure, SyntaxProblem } from "./body-parser.ts";
import { error, type Finding } from "./finding.ts";
import { findTypeScript } from "./find-typescript.ts";
import { findWrapping } from "./find-wrapping.ts";
import { positionAt } from "../protocol/text-position.ts";

export function explainSyntax(text: string, failure: ParseFailure): Finding[] {
  if (failure.tooDeep) return [tooDeep(failure.token.start)];
  const fatal = failure.problems.at(-1);
  if (!fatal) return [];
  const wrapping = findWrapping(text, fatal.offset);
  if (wrapping) return [wrapping];
  const typeScript = findTypeScript(text, fatal.offset);
  if (typeScript.length > 0) return typeScript;
  return failure.problems.map((problem) => explainProblem(text, problem, failure));
}

export function tooDeep(offset: number): Finding {
  return error(offset, {
    code: "S03-nesting",
    message: `The script is nested too deeply: more than ${SCRIPT_MAX_BRACKETS} open brackets, or too long a chain of operators.`,
    advice: "Take parts out into functions and variables; pass large data in `args`.",
  });
}

function explainProblem(text: string, problem: SyntaxProblem, failure: ParseFailure): Finding {
  return (
    explainUnterminated(text, problem) ??
    explainAwait(text, problem) ??
    explainQuote(text, problem) ??
    explainPlaceholder(text, problem) ??
    explainEnd(text, problem, failure.openers) ??
    explainBracket(text, problem, failure) ??
    explainOther(text, problem, failure)
  );
}

const UNTERMINATED: Readonly<Record<string, string>> = {
  "Unterminated string constant": "string",
  "Unterminated template": "template literal",
  "Unterminated regular expression": "regular expression",
  "Unterminated comment": "comment",
};

function explainUnterminated(text: string, { message, offset }: SyntaxProblem): Finding | null {
  const what = UNTERMINATED[message];
  if (what === undefined) return null;
  const start =
    what === "template literal" && text[offset] !== "`" ? Math.max(0, text.lastIndexOf("`", offset)) : offset;
  return error(start, {
    code: "S03-unterminated",
    message: `The ${what} that begins here is never closed.`,
    advice:
      what === "string"
        ? "Close it on its line, with the quote it began with; a text of several lines goes between backquotes."
        : "Close it. If the text was cut off at its end, write the rest.",
  });
}

/** `await x` in a function that is not async: the parser takes `await` for a name and stumbles over what follows. */
function explainAwait(text: string, { message, offset }: SyntaxProblem): Finding | null {
  const before = /\bawait\s*$/.exec(text.slice(Math.max(0, offset - 40), offset));
  const hasOperand = before !== null && /[\p{L}\d$_"'`[{(]/u.test(text[offset] ?? "");
  const isForAwait = message === "Unexpected token" && /^await\b/.test(text.slice(offset, offset + 6));
  if (!hasOperand && !isForAwait && !/outside an async function/.test(message)) return null;
  return awaitFinding(hasOperand ? offset - before[0].length : offset);
}

export function awaitFinding(offset: number): Finding {
  return error(offset, {
    code: "S03-await",
    message: "`await` in a function that is not async.",
    advice:
      "Write `async` before the function (`async (item) => …`); at the top level of the script `await` is fine.",
  });
}

/** A word right after a closing quote: the quote was meant to be part of the text. Or a quote from a word processor. */
function explainQuote(text: string, { message, offset }: SyntaxProblem): Finding | null {
  if (/^[“”„‘’«»]/.test(text.slice(offset, offset + 1))) return typographicQuote(offset);
  const quote = /["'`]$/.exec(text.slice(Math.max(0, offset - 1), offset))?.[0];
  if (message !== "Unexpected token" || quote === undefined || !/[\p{L}\d$_\\]/u.test(text[offset] ?? ""))
    return null;
  const name = quote === "`" ? "backquote" : "quote";
  return error(offset, {
    code: "S03-quote",
    message: `Unexpected text after a closing ${name} ( ${quote} ).`,
    advice: `A ${name} inside a text that is quoted with the same sign ends it: write \\${quote} there, or quote the text with another sign.`,
  });
}

function typographicQuote(offset: number): Finding {
  return error(offset, {
    code: "S03-quote",
    message: "This is a typographic quote.",
    advice: "Use the plain quotes of a keyboard: \", ' or `.",
  });
}

/** `...` as models write it where they leave something out. */
function explainPlaceholder(text: string, { message, offset }: SyntaxProblem): Finding | null {
  const start = text.slice(0, offset).endsWith("...") ? offset - 3 : offset;
  const isAlone = /^\.\.\.\s*(?:[)\]};,]|$)/m.test(text.slice(start, start + 20));
  if (message !== "Unexpected token" || !isAlone) return null;
  return error(start, {
    code: "S03-placeholder",
    message: "`...` stands here for something that was left out.",
    advice: "Write it out: a script is run as it is.",
  });
}

function explainEnd(
  text: string,
  { message, offset }: SyntaxProblem,
  openers: readonly Opener[],
): Finding | null {
  const opener = openers.at(-1);
  if (offset < text.trimEnd().length || (message !== "Unexpected token" && !opener)) return null;
  const inside = opener
    ? `: the \`${opener.sign}\` of line ${positionAt(text, opener.offset).line} is still open`
    : " in the middle of a statement";
  return error(offset, {
    code: "S03-cut-off",
    message: `The text ends too early${inside}.`,
    advice: "If it was cut off, write the rest (shorter prompts help); otherwise close what is open.",
  });
}

const CLOSING: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}", "${": "}" };

/** Tokens that cannot stand inside parentheses or square brackets: the one that is open was forgotten. */
const STATEMENT_ONLY = new Set([
  ";",
  "return",
  "const",
  "if",
  "for",
  "while",
  "try",
  "throw",
  "switch",
  "var",
]);

function explainBracket(
  text: string,
  { message, offset }: SyntaxProblem,
  { openers, token }: ParseFailure,
): Finding | null {
  if (!/^Unexpected (?:token|keyword)/.test(message) || offset !== token.start) return null;
  const opener = openers.at(-1);
  const expected = opener && CLOSING[opener.sign];
  const isClosing = [")", "]", "}"].includes(token.label);
  const isForgotten = STATEMENT_ONLY.has(token.label) && (expected === ")" || expected === "]");
  if (!(isClosing && expected !== token.label) && !isForgotten) return null;
  return error(offset, {
    code: "S03-bracket",
    message: opener
      ? `Unexpected \`${token.label}\`: the \`${opener.sign}\` of line ${positionAt(text, opener.offset).line} needs ${expected === undefined ? "its end" : `its \`${expected}\``} first.`
      : `Unexpected \`${token.label}\`: nothing is open that it could close.`,
    advice: "Check that brackets come in pairs from there to here.",
  });
}

function explainOther(text: string, { message, offset }: SyntaxProblem, { token }: ParseFailure): Finding {
  const shown = text.slice(token.start, Math.min(token.end, token.start + 40)).split("\n", 1)[0] ?? "";
  const isToken = /^Unexpected (?:token|keyword)/.test(message) && offset === token.start && shown !== "";
  return error(offset, {
    code: "S03-syntax",
    message: isToken ? `Unexpected \`${shown}\`.` : `${message}.`,
    advice: adviceFor(isToken ? "" : message),
  });
}

function adviceFor(message: string): string {
  if (message.includes("already been declared"))
    return "Rename one of the two, or drop the second `const` or `let`.";
  if (message.startsWith("'super'")) return "Remove it: only methods of classes and objects have `super`.";
  if (/octal|invalid number/i.test(message))
    return "Scripts run in strict mode: octal numbers are written `0o17`, and `\\0…` escapes are not allowed.";
  if (/regular expression/i.test(message))
    return "Correct the pattern, or escape the sign that is meant literally with a backslash.";
  if (/reserved|as identifier/i.test(message))
    return "Choose another name: this one belongs to the language (scripts run in strict mode).";
  if (/strict mode/i.test(message)) return "Scripts run in strict mode: write it without this.";
  return "Look at this line and the one before for a missing comma, bracket, quote or operator.";
}
