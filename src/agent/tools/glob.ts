// Glob: files by name.
import { z } from "zod";
import { confinePath } from "../../workspace/confined-path.ts";
import { ripgrep } from "./ripgrep.ts";
import { defineTool } from "./tool.ts";
import type { Tool } from "./tool.ts";
import type { ToolPlace } from "./tool-place.ts";

/** More names than this say that the pattern is too wide. */
const FILES_MAX = 200;

const input = z.object({
  pattern: z.string().min(1).describe('A glob pattern: "**/*.ts", "src/**/index.*"'),
  path: z.string().optional().describe("The folder to search in; the working directory if not given"),
});

export function makeGlobTool(place: ToolPlace): Tool {
  return defineTool({
    name: "Glob",
    description: `Lists files whose path matches a glob pattern, sorted by path, at most ${FILES_MAX}. Paths are relative to the folder searched. Files that .gitignore names are left out.`,
    input,
    readOnly: true,
    async act({ pattern, path = "." }) {
      const { real: folder } = await confinePath(place.root, path);
      const files = await listFiles(folder, anchored(pattern, folder), place.signal);
      if (files.length === 0) return "No file matches.";
      const more = files.length - FILES_MAX;
      const shown = files.slice(0, FILES_MAX).join("\n");
      return more > 0 ? `${shown}\n[${more} more; narrow the pattern.]` : shown;
    },
  });
}

/** Twice, because ripgrep lets a glob win over .gitignore: what matches, and what is not ignored. */
async function listFiles(cwd: string, glob: string, signal: AbortSignal): Promise<readonly string[]> {
  const list = async (...globs: readonly string[]): Promise<readonly string[]> => {
    const found = await ripgrep({ args: ["--files", ...globs], target: ".", cwd, signal });
    return found.split("\n").filter((line) => line !== "");
  };
  const [matching, tracked] = await Promise.all([list("--glob", glob), list()]);
  const wanted = new Set(tracked);
  return matching
    .filter((file) => wanted.has(file))
    .map((file) => file.replace(/^\.\//, ""))
    .toSorted();
}

/** A pattern with a slash is taken from the folder on: "src/*.ts" means the one src, not any. */
function anchored(pattern: string, folder: string): string {
  const relative = pattern.startsWith(`${folder}/`) ? pattern.slice(folder.length + 1) : pattern;
  return relative.includes("/") && !relative.startsWith("/") ? `/${relative}` : relative;
}
