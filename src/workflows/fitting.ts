// Query replies are bounded in size however long the run: a reply over 2 MB would be refused by the server.
import { REPLY_MAX_CHARS } from "../protocol/limits.ts";

/** As many rows from the start as fit one reply; at least one. */
export function fitting<T>(rows: readonly T[]): T[] {
  let chars = 0;
  const fit: T[] = [];
  for (const row of rows) {
    chars += JSON.stringify(row).length;
    if (chars > REPLY_MAX_CHARS && fit.length > 0) break;
    fit.push(row);
  }
  return fit;
}
