// Sandboxes that work in a directory, of whichever worker: a killed worker's end with it, except in the moment in
// which they are being built.
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** How many of the directory's last names identify it: a mount tells its path only from its file system's top on. */
const NAMES_COMPARED = 3;

/** Ends every process whose own file tree shows the directory, and that is not of this process's tree. */
export function endSandboxesIn(directory: string): void {
  const own = mountNamespace("self");
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    const namespace = mountNamespace(pid);
    if (namespace === null || namespace === own || !shows(pid, directory)) continue;
    try {
      process.kill(Number(pid), "SIGKILL");
    } catch {
      // gone already
    }
  }
}

function shows(pid: string, directory: string): boolean {
  const end = join("/", ...lastNames(directory));
  try {
    const lines = readFileSync(`/proc/${pid}/mountinfo`, "utf8").split("\n");
    return lines.some((line) => `${unescapeOctal(line.split(" ")[3] ?? "")}/`.includes(`${end}/`));
  } catch {
    // Gone, or another user's.
    return false;
  }
}

function lastNames(directory: string): string[] {
  const names: string[] = [];
  for (let at = directory; names.length < NAMES_COMPARED; at = dirname(at)) names.unshift(basename(at));
  return names;
}

function mountNamespace(pid: string): string | null {
  try {
    return readlinkSync(`/proc/${pid}/ns/mnt`);
  } catch {
    return null;
  }
}

function unescapeOctal(text: string): string {
  return text.replace(/\\(\d{3})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 8)));
}
