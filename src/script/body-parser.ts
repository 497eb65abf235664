// Parses the author's text alone, as the strict-mode body of an async function: so no text can close its wrapper.
// Script mode, since the engine too takes `<!--` and `-->` for comments there; in module mode they are operators.
import { Parser, type Options, type Program, type Token, type TokenType } from "acorn";
import { SCRIPT_MAX_BRACKETS } from "../protocol/limits.ts";
import { quickScopes } from "./quick-scopes.ts";

/** One thing the parser did not like. */
export type SyntaxProblem = { readonly message: string; readonly offset: number };

/** Why there is no syntax tree: the problems found, the last one fatal, and where the parser stood then. */
export type ParseFailure = {
  readonly problems: readonly SyntaxProblem[];
  /** Brackets, braces, parentheses and backquotes that were open, outermost first. */
  readonly openers: readonly Opener[];
  /** The token the parser stood at. */
  readonly token: { readonly start: number; readonly end: number; readonly label: string };
  readonly tooDeep: boolean;
};

export type Opener = { readonly sign: string; readonly offset: number };

export type ParsedBody =
  | { readonly ok: true; readonly tree: Program }
  | { readonly ok: false; readonly failure: ParseFailure };

/** `export` and `import` are parsed anywhere, so that rules can say more about them than "unexpected". */
const OPTIONS: Options & { strict: boolean } = {
  ecmaVersion: "latest",
  sourceType: "script",
  strict: true,
  allowImportExportEverywhere: true,
};

/** acorn's flags of a scope: the body of an async function. */
const SCOPE_FUNCTION = 2;
const SCOPE_ASYNC = 4;

class BodyParser extends quickScopes(Parser) {
  declare start: number;
  declare end: number;
  declare type: TokenType;
  declare scopeStack: { flags: number }[];
  readonly problems: SyntaxProblem[] = [];

  constructor(text: string, onToken: (token: Token) => void) {
    super({ ...OPTIONS, onToken }, text);
    for (const scope of this.scopeStack) scope.flags = SCOPE_FUNCTION | SCOPE_ASYNC;
  }

  /** acorn calls this for errors it can go on after: several are reported at once. */
  raiseRecoverable(offset: number, message: string): void {
    this.problems.push({ offset, message });
  }
}

class TooDeep extends Error {}

export function parseBody(text: string): ParsedBody {
  const openers: Opener[] = [];
  const parser = new BodyParser(text, (token) => trackOpeners(openers, token));
  try {
    const tree = parser.parse();
    if (parser.problems.length === 0) return { ok: true, tree };
    return { ok: false, failure: toFailure(parser, openers, null) };
  } catch (thrown) {
    return { ok: false, failure: toFailure(parser, openers, thrown) };
  }
}

function trackOpeners(openers: Opener[], token: Token): void {
  const sign = token.type.label;
  const closesTemplate = sign === "`" && openers.at(-1)?.sign === "`";
  if (closesTemplate || sign === ")" || sign === "]" || sign === "}") {
    openers.pop();
  } else if (sign === "(" || sign === "[" || sign === "{" || sign === "${" || sign === "`") {
    openers.push({ sign, offset: token.start });
    if (openers.length > SCRIPT_MAX_BRACKETS) throw new TooDeep();
  }
}

function toFailure(parser: BodyParser, openers: readonly Opener[], thrown: unknown): ParseFailure {
  const tooDeep = thrown instanceof TooDeep || isStackOverflow(thrown);
  const fatal = tooDeep || thrown === null ? [] : [toProblem(thrown)];
  const token = { start: parser.start, end: parser.end, label: parser.type.label };
  return { problems: [...parser.problems, ...fatal], openers, token, tooDeep };
}

/** acorn turns V8's RangeError into a syntax error of its own. */
function isStackOverflow(thrown: unknown): boolean {
  if (thrown instanceof RangeError) return true;
  return thrown instanceof SyntaxError && thrown.message.startsWith("Not enough stack space");
}

/** acorn's SyntaxErrors carry `pos`, and the position at the end of their message. */
function toProblem(thrown: unknown): SyntaxProblem {
  if (!(thrown instanceof SyntaxError) || !("pos" in thrown) || typeof thrown.pos !== "number") throw thrown;
  return { message: thrown.message.replace(/ \(\d+:\d+\)$/, ""), offset: thrown.pos };
}
