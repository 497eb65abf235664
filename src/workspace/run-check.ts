// A check (K01): a command in the workspace whose exit code is the truth. No model is involved.
import { stat } from "node:fs/promises";
import type { CheckOutcome, CheckTask } from "../protocol/check.ts";
import { CHECK_OUTPUT_MAX_CHARS, CHECK_TIMEOUT_MS_MAX } from "../protocol/limits.ts";
import { confinePath } from "./confined-path.ts";
import { runCommand } from "./run-command.ts";
import { readTestCounts } from "./test-counts.ts";
import { hashTree } from "./tree-hash.ts";

/** Output looked through for a test report: several hundred tests, one a line, before the summary. */
const REPORT_BYTES = 512 * 1024;

/** `shownAs`: where the command finds the workspace, when that is a copy which stands in for it. */
export type CheckWhere = CheckTask & { readonly shownAs?: string };

/** The check could not be run at all: no sandbox, no such directory, a variable that is none. */
export class CheckCannotStart extends Error {
  override readonly name = "CheckCannotStart";
}

/**
 * Runs the check. A command that fails, is killed or runs out of time is an outcome; the tree is that of the files
 * before the command ran. Throws `CheckCannotStart`, and the signal's reason when aborted; by then all processes of
 * the command are gone.
 */
export async function runCheck(task: CheckWhere, signal: AbortSignal): Promise<CheckOutcome> {
  try {
    return await run(task, signal);
  } catch (error) {
    if (signal.aborted) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new CheckCannotStart(`The check ${shown(task.command)} cannot start. ${why}`, { cause: error });
  }
}

async function run(task: CheckWhere, signal: AbortSignal): Promise<CheckOutcome> {
  const timeoutMs = checkedTimeout(task.timeoutMs);
  const cwd = await checkedDirectory(task);
  const tree = await hashTree(task.workspace, signal);
  const { command, workspace, env = {}, shownAs = workspace } = task;
  const output = { headBytes: 0, tailBytes: REPORT_BYTES };
  const result = await runCommand({ command, workspace, shownAs, cwd, env, timeoutMs, ...output }, signal);
  const tests = readTestCounts(result.output, result.droppedBytes === 0);
  return {
    ok: result.exitCode === 0,
    exitCode: result.exitCode,
    signal: result.timedOut ? "TIMEOUT" : result.signal,
    output: tailOf(result.output, CHECK_OUTPUT_MAX_CHARS),
    durationMs: result.durationMs,
    ...(tests === null ? {} : { tests }),
    tree,
  };
}

function checkedTimeout(timeoutMs: number): number {
  if (!(timeoutMs > 0)) throw new Error(`Expected timeoutMs above 0; got ${timeoutMs}.`);
  return Math.min(timeoutMs, CHECK_TIMEOUT_MS_MAX);
}

async function checkedDirectory(task: CheckTask): Promise<string> {
  const { real } = await confinePath(task.workspace, task.cwd ?? ".");
  const stats = await stat(real).catch(() => null);
  if (!stats?.isDirectory()) throw new Error(`Expected a directory to run in; ${real} is none.`);
  return real;
}

/** The end of a text, without the second half of a character at the cut. */
function tailOf(text: string, max: number): string {
  if (text.length <= max) return text;
  const tail = text.slice(-max).replace(/^[\uDC00-\uDFFF]/, "");
  return `[... ${text.length - tail.length} characters of output before this ...]\n${tail}`;
}

function shown(command: string): string {
  return JSON.stringify(command.length > 100 ? `${command.slice(0, 100)}...` : command);
}
