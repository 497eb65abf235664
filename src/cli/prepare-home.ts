// PAWL_HOME: made on first use, and kept out of the repository it may sit in.
import { mkdir, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { CommandFailure } from "./command-failure.ts";

// Saved scripts are people's files and belong into the repository; the rest is ours and does not.
const GITIGNORE = "/*\n!/scripts/\n";

/** Throws `CommandFailure` when it cannot be made or written to. */
export async function prepareHome(home: string): Promise<void> {
  try {
    await mkdir(home, { recursive: true });
    await writeFile(path.join(home, ".gitignore"), GITIGNORE, { flag: "wx" });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "EEXIST" && (await isDirectory(home))) return;
    throw new CommandFailure(
      `PAWL_HOME: expected a directory that can be written to, got ${home} (${code ?? message}).`,
      "Set PAWL_HOME to another directory.",
    );
  }
}

/** What exists already may be the file in the directory, or a file in the directory's place. */
async function isDirectory(home: string): Promise<boolean> {
  return stat(home).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
