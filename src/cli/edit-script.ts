// Lets a person change a script in their editor; what they save is checked before anything is sent.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Io } from "./io.ts";
import { CommandFailure } from "./command-failure.ts";
import { checkScript } from "./check-script.ts";
import { diagnosticLines } from "./render/diagnostics.ts";

export type Editing = {
  readonly text: string;
  readonly io: Io;
  readonly environment: Readonly<Record<string, string | undefined>>;
};

export type EditedScript = { readonly text: string; readonly hash: string };

/** `null` when it was left as it was. Throws `CommandFailure` when what was saved is no script: the file is kept then. */
export async function editScript({ text, io, environment }: Editing): Promise<EditedScript | null> {
  const folder = await mkdtemp(path.join(tmpdir(), "pawl-edit-"));
  const file = path.join(folder, "script.js");
  await writeFile(file, text, { mode: 0o600 });
  await runEditor(file, environment);
  const edited = await readFile(file, "utf8");
  const { meta, diagnostics } = checkScript(edited);
  for (const one of diagnostics)
    for (const line of diagnosticLines("script.js", one, io.errorColors)) io.err(line);
  if (meta === null) {
    throw new CommandFailure(
      `Expected a script that can run, got one with errors. Nothing was sent; your text is in ${file}.`,
      "Mend it there and try again, or approve what was shown.",
    );
  }
  await rm(folder, { recursive: true, force: true });
  if (edited === text) return null;
  return { text: edited, hash: createHash("sha256").update(edited).digest("hex") };
}

async function runEditor(file: string, environment: Editing["environment"]): Promise<void> {
  const editor = environment["VISUAL"] || environment["EDITOR"] || "vi";
  // By the shell, since people put flags there: EDITOR="code --wait".
  const child = spawn("/bin/sh", ["-c", `${editor} "$1"`, "pawl-edit", file], { stdio: "inherit" });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", resolve);
  });
  if (code === 0) return;
  throw new CommandFailure(
    `The editor (${editor}) ended with exit code ${code ?? "none"}. Nothing was sent; your text is in ${file}.`,
    "Set EDITOR to an editor that waits until you are done, as in EDITOR=nano.",
  );
}
