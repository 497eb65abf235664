// Where a command writes: results on stdout, everything else on stderr.
import picocolors from "picocolors";
import { askLine } from "./terminal-line.ts";

export type Colors = ReturnType<typeof picocolors.createColors>;

export type Io = {
  /** Writes a line to stdout. */
  readonly out: (line: string) => void;
  /** Writes a line to stderr. */
  readonly err: (line: string) => void;
  /** Writes raw to stdout: the live view's redraws. */
  readonly write: (text: string) => void;
  /** Rows of the terminal that stdout is; `null` in a pipe. */
  readonly rows: () => number | null;
  /** A person can be asked: stdin and stdout are a terminal. */
  readonly interactive: boolean;
  /** A line that a person types, where `interactive`. `null`: Ctrl-C, the end of input, or `signal`. */
  readonly ask: (question: string, signal?: AbortSignal) => Promise<string | null>;
  readonly colors: Colors;
  readonly errorColors: Colors;
};

type Environment = Readonly<Record<string, string | undefined>>;

export function processIo(environment: Environment = process.env): Io {
  const { stdout, stderr, stdin } = process;
  // In a pipe `isTTY` is undefined, whatever its type says; picocolors would take that for "decide yourself".
  const isTty = { out: stdout.isTTY === true, err: stderr.isTTY === true, in: stdin.isTTY === true };
  return {
    out: (line) => void stdout.write(`${line}\n`),
    err: (line) => void stderr.write(`${line}\n`),
    write: (text) => void stdout.write(text),
    rows: () => (isTty.out && environment["TERM"] !== "dumb" ? (stdout.rows ?? 24) : null),
    interactive: isTty.out && isTty.in,
    // Stdout may be somebody's JSON.
    ask: (question, signal) =>
      askLine(question, { input: stdin, output: isTty.err ? stderr : stdout }, signal),
    colors: picocolors.createColors(wantsColor(environment, isTty.out)),
    errorColors: picocolors.createColors(wantsColor(environment, isTty.err)),
  };
}

/** NO_COLOR (any value but empty) wins over everything; FORCE_COLOR colors a pipe. */
export function wantsColor(environment: Environment, isTty: boolean): boolean {
  if (environment["NO_COLOR"]) return false;
  if (environment["FORCE_COLOR"]) return environment["FORCE_COLOR"] !== "0";
  return isTty && environment["TERM"] !== "dumb";
}
