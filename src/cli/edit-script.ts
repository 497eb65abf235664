// Lets a person change a script in their editor. What they save is checked before anything is sent, and is theirs until it
// was taken: it lies in a file that nothing removes before.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Io } from "./io.ts";
import { CommandFailure } from "./command-failure.ts";
import { checkScript } from "./check-script.ts";
import { onInterrupt } from "./interrupts.ts";
import { readScriptFile } from "./read-script-file.ts";
import { diagnosticLines } from "./render/diagnostics.ts";

/** A script on its way to being another one. */
export type Draft = {
  readonly file: string;
  /** The text it began with. */
  readonly shown: string;
  /** What to do with the file when the text was not taken. */
  readonly goOn: string;
};

export type Editing = {
  readonly io: Io;
  readonly environment: Readonly<Record<string, string | undefined>>;
};

export type EditedScript = { readonly text: string; readonly hash: string };

export async function makeDraft(shown: string, goOn: (file: string) => string): Promise<Draft> {
  const folder = await mkdtemp(path.join(tmpdir(), "pawl-edit-"));
  const file = path.join(folder, "script.js");
  await writeFile(file, shown, { mode: 0o600 });
  return { file, shown, goOn: goOn(file) };
}

/** Throws `CommandFailure` when nothing was changed, or what was saved is no script. */
export async function editDraft(draft: Draft, { io, environment }: Editing): Promise<EditedScript> {
  const { file, shown, goOn } = draft;
  const named = environment["VISUAL"] || environment["EDITOR"];
  if (!named && !io.interactive) {
    throw new CommandFailure(
      `Expected a terminal to edit in, or EDITOR; got neither. Nothing was sent; the text is in ${file}.`,
      `Change it there. ${goOn}`,
    );
  }
  const editor = named || "vi";
  const end = await runEditor(editor, file);
  if (end !== "0") {
    throw new CommandFailure(
      `Expected the editor (${editor}) to end with 0, got ${end}. Nothing was sent; your text is in ${file}.`,
      `EDITOR names the editor, as in EDITOR=nano. ${goOn}`,
    );
  }
  const edited = await readEdited(file, { io, goOn });
  if (edited.text !== shown) return edited;
  throw new CommandFailure(
    `Expected a changed text, got the one that was shown. Nothing was sent; it is in ${file}.`,
    `An editor has to wait until you are done, as in EDITOR='code --wait'. ${goOn}`,
  );
}

/** The text of a file as a script that can run; what is wrong with it goes to stderr. Throws `CommandFailure`. */
export async function readEdited(
  file: string,
  { io, goOn }: { readonly io: Io; readonly goOn: string },
): Promise<EditedScript> {
  const text = await readScriptFile(file);
  const { meta, diagnostics } = checkScript(text);
  for (const one of diagnostics)
    for (const line of diagnosticLines(path.basename(file), one, io.errorColors)) io.err(line);
  if (meta !== null) return { text, hash: createHash("sha256").update(text).digest("hex") };
  throw new CommandFailure(
    `Expected a script that can run, got one with errors. Nothing was sent; your text is in ${file}.`,
    `Mend it there. ${goOn}`,
  );
}

/** Removes a draft whose text was taken, or never changed. False: it has been changed, and stays. */
export async function removeDraft({ file, shown }: Draft, taken?: EditedScript): Promise<boolean> {
  const text = await readFile(file, "utf8").catch(() => null);
  if (text !== null && text !== shown && text !== taken?.text) return false;
  await rm(path.dirname(file), { recursive: true, force: true });
  return true;
}

/** The exit code, or the name of the signal that ended it. */
async function runEditor(editor: string, file: string): Promise<string> {
  // Ctrl-C belongs to the editor, which shares this terminal.
  const release = onInterrupt(() => {});
  // By the shell, since people put flags there: EDITOR="code --wait".
  const child = spawn("/bin/sh", ["-c", `${editor} "$1"`, "pawl-edit", file], { stdio: "inherit" });
  try {
    return await new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", (code, signal) => resolve(String(code ?? signal)));
    });
  } finally {
    release();
  }
}
