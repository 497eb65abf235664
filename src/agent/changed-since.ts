// Which files of a directory have changed since a moment, by the file system's own clock.
import { stat } from "node:fs/promises";
import { ripgrep } from "./tools/ripgrep.ts";

/** More would take longer than the answer is worth. */
const FILES_MAX = 50_000;
const AT_ONCE = 64;
/** A file system may keep times to the second, or be somebody else's with a clock of its own. */
const CLOCK_SLACK_MS = 1_000;

/** Paths in `root` that are not ignored by Git; `null` when there are too many files to look at. `at` is in milliseconds since 1970. */
export async function changedSince(
  root: string,
  at: number,
  signal: AbortSignal,
): Promise<readonly string[] | null> {
  const { text, cut } = await ripgrep({
    args: ["--files", "--null", "--no-require-git"],
    target: root,
    cwd: root,
    signal,
  });
  const paths = text.split("\0").filter((path) => path !== "");
  if (cut || paths.length > FILES_MAX) return null;
  const changed: string[] = [];
  for (let from = 0; from < paths.length; from += AT_ONCE) {
    const some = paths.slice(from, from + AT_ONCE);
    const times = await Promise.all(some.map(changedAt));
    changed.push(...some.filter((_, index) => (times[index] ?? 0) >= at - CLOCK_SLACK_MS));
  }
  return changed.toSorted();
}

/** 0 for a file that is gone by now. */
async function changedAt(path: string): Promise<number> {
  const stats = await stat(path).catch(() => null);
  return stats === null ? 0 : Math.max(stats.mtimeMs, stats.ctimeMs);
}
