// Opens what a search looks through, so that no link swapped in between can lead it out of the workspace.
import { stat } from "node:fs/promises";
import { openDirectoryForRead, openForRead } from "../../workspace/confined-file.ts";
import type { OpenedFile } from "../../workspace/confined-file.ts";
import { confinePath } from "../../workspace/confined-path.ts";
import { errorCode } from "../../workspace/path-errors.ts";
import { explainPathError } from "./explain-path-error.ts";
import { missingFile } from "./near-names.ts";
import { ToolError } from "./tool.ts";
import { pathIn } from "./tool-place.ts";
import type { ToolPlace } from "./tool-place.ts";

export type SearchedFolder = {
  /** Absolute, without links. */
  readonly path: string;
  /** A name that means the open folder, whatever its path leads to by now. */
  readonly workPath: string;
};

/** Calls `use` with an open folder of the workspace. Throws a `ToolError` for what is none. */
export async function useFolder<Result>(
  place: ToolPlace,
  path: string,
  use: (folder: SearchedFolder) => Promise<Result>,
): Promise<Result> {
  if (!(await isFolder(place, path)))
    throw new ToolError(`${path} is a file, not a folder; give its folder.`);
  const { handle, ...folder } = await openDirectoryForRead(place.root, pathIn(place, path)).catch(
    (error: unknown) => {
      throw explainPathError(error, path);
    },
  );
  try {
    return await use(folder);
  } finally {
    await handle.close();
  }
}

/** Calls `use` with an open file of the workspace. */
export async function useFile<Result>(
  place: ToolPlace,
  path: string,
  use: (file: OpenedFile) => Promise<Result>,
): Promise<Result> {
  const file = await openForRead(place.root, pathIn(place, path)).catch((error: unknown) => {
    throw explainPathError(error, path);
  });
  try {
    return await use(file);
  } finally {
    await file.handle.close();
  }
}

/** Whether a folder or something else is there. Throws a `ToolError` when nothing is. */
export async function isFolder(place: ToolPlace, path: string): Promise<boolean> {
  try {
    const { real } = await confinePath(place.root, pathIn(place, path));
    return (await stat(real)).isDirectory();
  } catch (error) {
    if (errorCode(error) === "ENOENT") throw await missingFile(place, path, "");
    throw explainPathError(error, path);
  }
}
