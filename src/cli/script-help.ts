// What a script says of itself: for `pawl run NAME --help`. Read from files of this machine; no server is asked.
import { homedir } from "node:os";
import path from "node:path";
import { BUNDLED_SCRIPTS } from "../bundled-scripts.ts";
import type { ScriptMeta } from "../protocol/script.ts";
import { readSavedScript } from "../workspace/saved-scripts.ts";
import { checkScript } from "./check-script.ts";
import type { Command } from "./command.ts";
import { CommandFailure } from "./command-failure.ts";
import { valueOfFlag } from "./argument-help.ts";
import { formatDiagnostics } from "../script/diagnostics.ts";
import { scriptHelpLines } from "./render/script-help.ts";
import { findScriptFile } from "./script-argument.ts";

/** Throws `CommandFailure` when there is no such script, or it is none. */
export const scriptHelp: NonNullable<Command["helpOn"]> = async (script, { words, surroundings }) => {
  const { cwd, environment, io } = surroundings;
  const given = valueOfFlag(words, "--workspace") ?? environment["PAWL_WORKSPACE"] ?? cwd;
  const meta = await readMetaOf(script, cwd, path.resolve(cwd, given));
  if (words.includes("--json")) io.out(JSON.stringify(meta, null, 2));
  else for (const line of scriptHelpLines(script, meta)) io.out(line);
};

async function readMetaOf(script: string, cwd: string, workspace: string): Promise<ScriptMeta> {
  const text = (await findScriptFile(script, cwd)) ?? (await readSaved(script, workspace));
  const { meta, diagnostics } = checkScript(text);
  if (meta !== null) return meta;
  throw new CommandFailure(
    `Expected a script that can run, to say what it takes:\n${formatDiagnostics(script, diagnostics)}`,
    `See pawl validate, and pawl run --help.`,
  );
}

async function readSaved(name: string, workspace: string): Promise<string> {
  try {
    return (await readSavedScript(name, { workspace, home: homedir(), bundled: BUNDLED_SCRIPTS })).text;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new CommandFailure(error.message, "Name a file, or a script that is there. See pawl run --help.");
  }
}
