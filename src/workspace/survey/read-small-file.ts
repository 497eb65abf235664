// The text of a file at the top of the workspace, for a look at what kind of project it is.
import { openForRead } from "../confined-file.ts";

/** Project files are far smaller; what is larger is not read at all. */
const READ_MAX_BYTES = 512 * 1024;

/** `null` when it is not there, leads outside, cannot be read, or is no small text. */
export async function readSmallFile(workspace: string, name: string): Promise<string | null> {
  const opened = await openForRead(workspace, name).catch(() => null);
  if (opened === null) return null;
  try {
    if (opened.stats.size > READ_MAX_BYTES) return null;
    return await opened.handle.readFile("utf8");
  } catch {
    return null;
  } finally {
    await opened.handle.close();
  }
}
