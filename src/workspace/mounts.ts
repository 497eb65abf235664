// What other processes have mounted in file trees of their own: sandboxes, of this and of other workers.
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

export type Mount = {
  /** What is mounted, as a path from its file system's top on. */
  readonly root: string;
  /** Where. */
  readonly point: string;
};

export type OtherTree = { readonly pid: number; readonly mounts: readonly Mount[] };

/** Processes whose file tree is not this process's. Those of other users are left out. */
export function otherTrees(): OtherTree[] {
  const own = mountNamespace("self");
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid): OtherTree[] => {
    const namespace = mountNamespace(pid);
    return namespace === null || namespace === own ? [] : [{ pid: Number(pid), mounts: mountsOf(pid) }];
  });
}

function mountNamespace(pid: string): string | null {
  try {
    return readlinkSync(`/proc/${pid}/ns/mnt`);
  } catch {
    // Gone, or another user's.
    return null;
  }
}

function mountsOf(pid: string): Mount[] {
  try {
    const lines = readFileSync(`/proc/${pid}/mountinfo`, "utf8").trim().split("\n");
    return lines.map((line) => {
      const [, , , root = "", point = ""] = line.split(" ");
      return { root: unescapeOctal(root), point: unescapeOctal(point) };
    });
  } catch {
    return [];
  }
}

function unescapeOctal(text: string): string {
  return text.replace(/\\(\d{3})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 8)));
}
