// An Io that keeps what was written, and a run of the program on it.
import { tmpdir } from "node:os";
import picocolors from "picocolors";
import type { Io } from "../../src/cli/io.ts";
import { runProgram } from "../../src/cli/program.ts";

export const noColors = picocolors.createColors(false);

export type Captured = { readonly exitCode: number; readonly stdout: string; readonly stderr: string };

export type CapturedIo = { readonly io: Io; readonly stdout: () => string; readonly stderr: () => string };

/** A person at the terminal: what they type at each question; `null` is Ctrl-C. */
export type Person = Io["ask"];

export function captureIo(rows: number | null = null, person?: Person): CapturedIo {
  let stdout = "";
  let stderr = "";
  const io: Io = {
    out: (line) => void (stdout += `${line}\n`),
    err: (line) => void (stderr += `${line}\n`),
    write: (text) => void (stdout += text),
    rows: () => rows,
    interactive: person !== undefined,
    ask: person ?? (() => Promise.resolve(null)),
    colors: noColors,
    errorColors: noColors,
  };
  return { io, stdout: () => stdout, stderr: () => stderr };
}

/** Runs `pawl WORDS…` in this process, as a pipe would see it, or with a person at a terminal. */
export async function pawl(
  words: readonly string[],
  given: { cwd?: string; env?: Record<string, string>; person?: Person } = {},
): Promise<Captured> {
  const { io, stdout, stderr } = captureIo(null, given.person);
  const exitCode = await runProgram(words, {
    io,
    environment: given.env ?? {},
    cwd: given.cwd ?? tmpdir(),
    version: "9.9.9",
  });
  return { exitCode, stdout: stdout(), stderr: stderr() };
}
