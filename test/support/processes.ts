// Which processes of this machine carry a word in their command line: sandboxed ones are seen from outside too.
import { readdir, readFile } from "node:fs/promises";

/** Process ids, without this process itself. */
export async function processesWith(word: string): Promise<number[]> {
  const ids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(
    ids.map(async (pid) => ((await commandLine(pid)).includes(word) ? pid : null)),
  );
  return found.filter((pid): pid is number => pid !== null && pid !== process.pid);
}

/** Empty for one that is gone, and for one that only waits to be collected. */
async function commandLine(pid: number): Promise<string> {
  return readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
}
