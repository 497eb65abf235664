// Bash: a shell command in the workspace's sandbox.
import { z } from "zod";
import { COMMAND_OUTPUT_MAX_CHARS, COMMAND_TIMEOUT_MS_DEFAULT } from "../../protocol/limits.ts";
import { runCommand } from "../../workspace/run-command.ts";
import type { CommandResult } from "../../workspace/run-command.ts";
import { defineTool } from "./tool.ts";
import type { Tool } from "./tool.ts";
import type { ToolPlace } from "./tool-place.ts";

/** As long as Claude Code lets a command run. */
const TIMEOUT_MS_MAX = 600_000;

/** Of the beginning and of the end of the output. */
const KEPT_BYTES = COMMAND_OUTPUT_MAX_CHARS / 2;

const input = z.object({
  command: z.string().min(1).describe("The command, for bash"),
  timeout: z
    .int()
    .min(1)
    .optional()
    .describe(
      `Milliseconds until it is killed; ${COMMAND_TIMEOUT_MS_DEFAULT} if not given, at most ${TIMEOUT_MS_MAX}`,
    ),
  description: z.string().optional().describe("What it does, in a few words"),
});

export function makeBashTool(place: ToolPlace): Tool {
  return defineTool({
    name: "Bash",
    description:
      "Runs a shell command in the working directory, in a sandbox: no network, only the working directory can be written, nothing is asked for on a terminal. Every call is a new shell; processes left behind are killed. Answers with stdout and stderr together and the exit code. To read, search and change files use the other tools.",
    input,
    readOnly: false,
    async act({ command, timeout = COMMAND_TIMEOUT_MS_DEFAULT }) {
      const timeoutMs = Math.min(timeout, TIMEOUT_MS_MAX);
      const bounds = { timeoutMs, headBytes: KEPT_BYTES, tailBytes: KEPT_BYTES };
      const result = await runCommand({ command, workspace: place.root, ...bounds }, place.signal);
      return report(result, timeoutMs);
    },
  });
}

/** The exit code is always told: silence would be read as success. */
function report({ output, exitCode, signal, timedOut }: CommandResult, timeoutMs: number): string {
  const text = output.trimEnd() === "" ? "(no output)" : output.trimEnd();
  if (timedOut) return `${text}\n[Killed after ${timeoutMs} ms: its time was over]`;
  return `${text}\n[Exit code ${exitCode ?? "unknown"}${signal === null ? "" : `, ended by ${signal}`}]`;
}
