// Runs a command the way the Bash tool does.
import { runCommand, type CommandResult } from "../../src/workspace/run-command.ts";

export function runShell(workspace: string, command: string, timeoutMs = 20_000): Promise<CommandResult> {
  const signal = new AbortController().signal;
  return runCommand({ command, workspace, timeoutMs, headBytes: 10_000, tailBytes: 10_000 }, signal);
}
