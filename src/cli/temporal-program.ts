// Finds the `temporal` program: named by the environment, on PATH, or in pawl's cache.
import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { CommandFailure } from "./command-failure.ts";

type Environment = Readonly<Record<string, string | undefined>>;

export function cacheFolder(): string {
  return path.join(homedir(), ".cache", "pawl", "bin");
}

export type Search = { readonly temporalBin: string | null; readonly environment: Environment };

/** Absolute path, or `null`. Throws `CommandFailure` when PAWL_TEMPORAL_BIN names something that cannot run. */
export async function findTemporal({ temporalBin, environment }: Search): Promise<string | null> {
  if (temporalBin !== null) {
    if (await isExecutable(temporalBin)) return temporalBin;
    throw new CommandFailure(
      `PAWL_TEMPORAL_BIN: expected the Temporal program, got ${temporalBin}, which is no executable file.`,
      "Correct the variable, or unset it: pawl then looks on PATH and in its cache.",
    );
  }
  const folders = (environment["PATH"] ?? "").split(path.delimiter).filter(Boolean);
  return findExecutable("temporal", [...folders, cacheFolder()]);
}

/** The first folder's executable file of that name. */
export async function findExecutable(name: string, folders: readonly string[]): Promise<string | null> {
  for (const folder of folders) {
    const file = path.resolve(folder, name);
    if (await isExecutable(file)) return file;
  }
  return null;
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}

export const NO_TEMPORAL =
  "Install the Temporal CLI (https://docs.temporal.io/cli), or name it with PAWL_TEMPORAL_BIN, or install Go and run `pawl dev` again: it builds it.";
