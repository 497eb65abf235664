// One line from the person at the terminal. Every question is asked here: the terminal has one owner.
import { createInterface } from "node:readline/promises";
import { setImmediate as nextTurn } from "node:timers/promises";

export type Terminal = { readonly input: NodeJS.ReadStream; readonly output: NodeJS.WriteStream };

/** `null`: Ctrl-C, the end of input, or `signal`. Only what is typed once the question is there can answer it. */
export async function askLine(
  question: string,
  { input, output }: Terminal,
  signal?: AbortSignal,
): Promise<string | null> {
  await dropTypedAhead(input);
  const reader = createInterface({ input, output });
  const leave = new AbortController();
  for (const event of ["SIGINT", "close", "error"]) reader.on(event, () => leave.abort());
  const ended = signal === undefined ? leave.signal : AbortSignal.any([leave.signal, signal]);
  try {
    return await reader.question(question, { signal: ended });
  } catch {
    output.write("\n");
    return null;
  } finally {
    reader.close();
  }
}

/** Whoever typed before there was a question answered another one. What lies in the terminal comes within two turns. */
async function dropTypedAhead(input: NodeJS.ReadStream): Promise<void> {
  const drop = (): void => {};
  // Raw, since a terminal that edits lines keeps back the one that was begun.
  input.setRawMode(true);
  input.on("data", drop);
  await nextTurn();
  await nextTurn();
  input.off("data", drop);
}
