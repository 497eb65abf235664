// One attack by tool calls: what the agent does, and what must come of it.
import type { CommandLimits } from "../../src/workspace/command-policy.ts";
import type { World } from "./world.ts";

export type ToolCall = { readonly tool: string; readonly input: Readonly<Record<string, unknown>> };

/** Of the last call. Whatever it says, the world must be as before. */
export type Verdict =
  /** The call fails: an error of the tool, or a command's exit code. */
  | "refused"
  /** The call may seem to work; nothing comes of it. */
  | "without effect"
  /** The command is ended by a limit. */
  | "stopped"
  /** The command is ended by its time. */
  | "out of time"
  /** It works, and is meant to: nothing here keeps it from acting outside later. Users are told (docs/agents.md). */
  | "allowed";

export type Attack = {
  readonly does: string;
  readonly calls: readonly ToolCall[];
  readonly verdict: Verdict;
  /** What the last answer must say, where a refusal for another reason would prove nothing. */
  readonly says?: RegExp;
  /** Where it led somewhere before. */
  readonly known?: string;
  /** Done before, by the user or another program. */
  readonly prepare?: (world: World) => void;
  /** Looked at after the last call. */
  readonly after?: (world: World) => void | Promise<void>;
  readonly limits?: () => Partial<CommandLimits>;
};

export type AttackClass = { readonly title: string; readonly attacks: readonly Attack[] };

/** Filled in by the world: see `World.fill`. */
export const OUTSIDE = "@OUTSIDE@";
export const PORT = "@PORT@";
export const SLEEP = "@SLEEP@";
export const VICTIM = "@VICTIM@";

/** Enough to begin with, on a busy machine as well. */
const SHORT_MS = 400;

export function bash(command: string, timeout = 20_000): ToolCall {
  return { tool: "Bash", input: { command, timeout } };
}

/** Perl is where Git is; its `syscall` needs no compiler. Ends with 1 and the error's text when the code dies. */
export function perl(code: string): ToolCall {
  return bash(`perl -e ${quoted(code)}`);
}

export function read(path: string): ToolCall {
  return { tool: "Read", input: { file_path: path } };
}

export function write(path: string, content = "evil"): ToolCall {
  return { tool: "Write", input: { file_path: path, content } };
}

export function edit(path: string, from: string, to: string): ToolCall {
  return { tool: "Edit", input: { file_path: path, old_string: from, new_string: to } };
}

export function glob(pattern: string, path?: string): ToolCall {
  return { tool: "Glob", input: { pattern, ...(path === undefined ? {} : { path }) } };
}

export function grep(pattern: string, further: Readonly<Record<string, unknown>> = {}): ToolCall {
  return { tool: "Grep", input: { pattern, output_mode: "content", ...further } };
}

export function refused(does: string, ...calls: readonly ToolCall[]): Attack {
  return { does, calls, verdict: "refused" };
}

export function withoutEffect(does: string, ...calls: readonly ToolCall[]): Attack {
  return { does, calls, verdict: "without effect" };
}

export function stopped(does: string, limits: Partial<CommandLimits>, ...calls: readonly ToolCall[]): Attack {
  return { does, calls, verdict: "stopped", limits: () => limits };
}

export function outOfTime(does: string, command: string): Attack {
  return { does, calls: [bash(command, SHORT_MS)], verdict: "out of time" };
}

export function allowed(does: string, ...calls: readonly ToolCall[]): Attack {
  return { does, calls, verdict: "allowed" };
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
