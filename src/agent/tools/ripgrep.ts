// Runs the ripgrep that comes with the package. It reads no configuration and gets no environment.
import { spawn } from "node:child_process";
import { rgPath } from "@vscode/ripgrep";
import { ToolError } from "./tool.ts";

/** A search that takes longer is the wrong search. */
const TIMEOUT_MS = 30_000;
/** Output read at most; what is shown is far less. */
const OUTPUT_MAX_BYTES = 20 * 1024 * 1024;
const COMPLAINT_MAX_CHARS = 1_000;
const ALWAYS = ["--no-config", "--no-ignore-messages", "--hidden", "--color", "never"];
/** Hidden files are searched as any other, but not the stores of git and of pawl. Last, so that no other glob undoes it. */
const NEVER = ["--glob", "!.git", "--glob", "!.pawl"];

export type Ripgrep = {
  readonly args: readonly string[];
  /** Where it searches: a folder or file, given as its last argument; `-` is `input`. */
  readonly target: string;
  readonly cwd: string;
  /** Descriptor of an open file for its standard input. */
  readonly input?: number;
  readonly signal: AbortSignal;
};

export type RipgrepAnswer = {
  /** Empty when nothing was found. */
  readonly text: string;
  /** There was more than is read of its output. */
  readonly cut: boolean;
  /** What it could not search, in its own words; mostly empty. */
  readonly complaint: string;
};

/** Throws a `ToolError` with ripgrep's own words when it could not search at all. */
export async function ripgrep({ args, target, cwd, input, signal }: Ripgrep): Promise<RipgrepAnswer> {
  const child = spawn(rgPath, [...ALWAYS, ...args, ...NEVER, "--", target], {
    cwd,
    env: {},
    stdio: [input ?? "ignore", "pipe", "pipe"],
    signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    killSignal: "SIGKILL",
  });
  const chunks: Buffer[] = [];
  let bytes = 0;
  child.stdout?.on("data", (chunk: Buffer) => {
    if (bytes <= OUTPUT_MAX_BYTES) chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > OUTPUT_MAX_BYTES) child.kill("SIGKILL");
  });
  let complaint = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    complaint = (complaint + chunk.toString("utf8")).slice(0, COMPLAINT_MAX_CHARS);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  }).catch((error: Error) => {
    if (error.name !== "AbortError" || signal.aborted) throw error;
    throw new ToolError(
      `The search took longer than ${TIMEOUT_MS} ms. Search in a smaller folder or for something rarer.`,
    );
  });
  // 1 is "nothing found"; 2 with output is "some files could not be read".
  if (code === 2 && bytes === 0) throw new ToolError(`The search failed: ${complaint.trim()}`);
  const text = Buffer.concat(chunks).toString("utf8");
  return { text, cut: bytes > OUTPUT_MAX_BYTES, complaint: complaint.trim() };
}

/** A glob that matches this very name. */
export function escapeGlob(name: string): string {
  return name.replaceAll(/[\\*?[\]{}!]/g, "\\$&");
}
