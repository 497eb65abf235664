// Sandboxes that work in a directory, of whichever worker: a killed worker's end with it, except in the moment in
// which they are being built.
import { basename } from "node:path";
import { otherTrees } from "./mounts.ts";

/** Ends every process whose own file tree shows the directory, and that is not of this process's tree. */
export function endSandboxesIn(directory: string): void {
  for (const { pid, mounts } of otherTrees()) {
    if (!mounts.some(({ root }) => isOf(root, directory))) continue;
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // gone already
    }
  }
}

/** Whether what is mounted is the directory or below it. */
function isOf(mounted: string, directory: string): boolean {
  const name = `/${basename(directory)}`;
  const at = `${mounted}/`.indexOf(`${name}/`);
  return at !== -1 && directory.endsWith(mounted.slice(0, at) + name);
}
