// The file system's errors in words a model can act on. The workspace's own refusals say what to do already.
import { errorCode } from "../../workspace/path-errors.ts";
import { ToolError } from "./tool.ts";

const WORDS: Readonly<Record<string, string>> = {
  EISDIR: "is a directory",
  ENOTDIR: "leads through a file as if it were a directory",
  ENXIO: "is a socket or device, not a file",
  EACCES: "may not be opened: the worker's user has no permission",
  EPERM: "may not be changed: the worker's user has no permission",
  EROFS: "lies on a file system that is read-only",
  ENAMETOOLONG: "is longer than a path may be",
  ELOOP: "leads through too many links",
  ENOSPC: "cannot be written: no space is left on the disk",
  EDQUOT: "cannot be written: the disk quota is used up",
};

/** What to throw for an error that the use of `path` came to. */
export function explainPathError(error: unknown, path: string): unknown {
  const words = WORDS[errorCode(error) ?? ""];
  return words === undefined ? error : new ToolError(`${shorten(path)} ${words}. Nothing was done.`);
}

function shorten(path: string): string {
  return path.length <= 300 ? path : `${path.slice(0, 300)}…`;
}
