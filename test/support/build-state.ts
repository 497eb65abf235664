// Whether dist/ is older than what it is made of.
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

export async function isBuildStale(root: string): Promise<boolean> {
  const built = await modifiedAt(join(root, "dist/workflow-bundle.js"));
  if (built === 0) return true;
  const sources = await readdir(join(root, "src"), { recursive: true });
  const times = await Promise.all(
    [...sources.map((file) => join("src", file)), "package-lock.json"].map((file) =>
      modifiedAt(join(root, file)),
    ),
  );
  // The prelude's text is written by the build itself, just before the bundle.
  return times.some((time) => time > built);
}

async function modifiedAt(path: string): Promise<number> {
  try {
    const stats = await stat(path);
    return stats.isFile() ? stats.mtimeMs : 0;
  } catch {
    return 0;
  }
}
