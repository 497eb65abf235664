// Bash: a shell command in the workspace's sandbox.
import { z } from "zod";
import { COMMAND_OUTPUT_MAX_CHARS, COMMAND_TIMEOUT_MS_DEFAULT } from "../../protocol/limits.ts";
import { policyInWords } from "../../workspace/command-policy.ts";
import { runCommand } from "../../workspace/run-command.ts";
import type { CommandResult } from "../../workspace/run-command.ts";
import { defineTool, ToolError } from "./tool.ts";
import type { Tool } from "./tool.ts";
import { cwdOf } from "./tool-place.ts";
import type { ToolPlace } from "./tool-place.ts";

/** As long as Claude Code lets a command run. */
const TIMEOUT_MS_MAX = 600_000;

/** Of the beginning and of the end of the output. */
const KEPT_BYTES = COMMAND_OUTPUT_MAX_CHARS / 2;

const NO_BACKGROUND =
  "run_in_background is not available: what a command leaves running is killed when the call ends. Run it to its end, with a timeout of up to 600000 ms, or start it, use it and stop it within one command. Nothing was run.";

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
  run_in_background: z
    .boolean()
    .default(false)
    .describe("Not available: a command ends with its call; true is refused"),
});

export function makeBashTool(place: ToolPlace): Tool {
  const { root: workspace, shownAs = workspace, readOnly = false } = place;
  const written = readOnly
    ? "only /tmp can be written"
    : "only the working directory and /tmp are meant to be written";
  return defineTool({
    name: "Bash",
    description: `Runs a shell command in the working directory. Commands run ${policyInWords()}; ${written}, nothing is asked for on a terminal. Every call is a new shell; processes left behind are killed. Answers with stdout and stderr together and the exit code. To read, search and change files use the other tools.`,
    input,
    readOnly: false,
    async act({ command, timeout = COMMAND_TIMEOUT_MS_DEFAULT, run_in_background }) {
      if (run_in_background) throw new ToolError(NO_BACKGROUND);
      const timeoutMs = Math.min(timeout, TIMEOUT_MS_MAX);
      const bounds = { timeoutMs, headBytes: KEPT_BYTES, tailBytes: KEPT_BYTES };
      const where = { workspace, shownAs, readOnly, cwd: cwdOf(place) };
      return report(await runCommand({ command, ...where, ...bounds }, place.signal), timeoutMs);
    },
  });
}

/** The exit code is always told: silence would be read as success. */
function report(result: CommandResult, timeoutMs: number): string {
  // A prompt should hold no NUL: shown as Read shows one.
  const output = result.output.trimEnd().replaceAll("\0", "\u2400");
  const text = output === "" ? "(no output)" : output;
  return [text, ...cutNote(result), endNote(result, timeoutMs)].join("\n");
}

function cutNote({ droppedBytes }: CommandResult): readonly string[] {
  if (droppedBytes === 0) return [];
  return [
    `[The first and the last ${KEPT_BYTES} bytes of ${droppedBytes + 2 * KEPT_BYTES}. For the rest send the output to a file and Read that, or filter it.]`,
  ];
}

function endNote({ exitCode, signal, timedOut }: CommandResult, timeoutMs: number): string {
  if (timedOut) return `[Killed after ${timeoutMs} ms: its time was over]`;
  return `[Exit code ${exitCode ?? "unknown"}${signal === null ? "" : `, ended by ${signal}`}]`;
}
