// Glob: files by name.
import { lstat } from "node:fs/promises";
import { isAbsolute, join, relative } from "node:path";
import { z } from "zod";
import { isBelow } from "../../workspace/confined-path.ts";
import { useFolder } from "./search-place.ts";
import { ripgrep } from "./ripgrep.ts";
import { defineTool, ToolError } from "./tool.ts";
import type { Tool } from "./tool.ts";
import { pathIn, shownPath } from "./tool-place.ts";
import type { ToolPlace } from "./tool-place.ts";

/** More names than this say that the pattern is too wide. */
const FILES_MAX = 200;
/** Files that are sorted by time; each is asked for it. */
const SORTED_MAX = 20_000;
/** Asked at once. */
const ASKED_AT_ONCE = 256;

const input = z.object({
  pattern: z.string().min(1).describe('A glob pattern: "**/*.ts", "src/**/index.*", "*.{js,json}"'),
  path: z.string().optional().describe("The folder to search in; the working directory if not given"),
});

export function makeGlobTool(place: ToolPlace): Tool {
  return defineTool({
    name: "Glob",
    description: `Lists files whose path matches a glob pattern, the last changed first, at most ${FILES_MAX}. A pattern without a slash matches names at any depth. Files that .gitignore names are listed only when nothing else matches.`,
    input,
    readOnly: true,
    act: ({ pattern, path }) => {
      const asked = toSearch(place, pattern, path);
      return useFolder(place, asked.path, async ({ path: folder, workPath }) => {
        const { files, ignored } = await findFiles(workPath, asked.glob, place.signal);
        if (files.length === 0) return "No file matches.";
        const sorted = await lastChangedFirst(files, workPath);
        const shown = sorted.slice(0, FILES_MAX).map((file) => shownPath(place, join(folder, file)));
        return [...shown, ...notes(files.length - shown.length, ignored)].join("\n");
      });
    },
  });
}

function notes(more: number, ignored: boolean): readonly string[] {
  return [
    ...(more > 0 ? [`[${more} more; narrow the pattern.]`] : []),
    ...(ignored ? ["[Only files that .gitignore names match.]"] : []),
  ];
}

type Listing = { readonly files: readonly string[]; readonly ignored: boolean };

/** Listed twice, because ripgrep lets a glob win over .gitignore: what matches, and what is not ignored. */
async function findFiles(cwd: string, glob: string, signal: AbortSignal): Promise<Listing> {
  const list = async (...args: readonly string[]): Promise<readonly string[]> => {
    const { text } = await ripgrep({ args: ["--files", "--null", ...args], target: ".", cwd, signal });
    return text.split("\0").filter((file) => file !== "");
  };
  const [matching, tracked] = await Promise.all([list("--glob", glob), list()]);
  const wanted = new Set(tracked);
  const files = matching.filter((file) => wanted.has(file));
  if (files.length > 0) return { files, ignored: false };
  // "No file matches" would be taken for "there is none".
  return { files: await list("--no-ignore", "--glob", glob), ignored: true };
}

/** Files changed at the same time by path. */
async function lastChangedFirst(files: readonly string[], folder: string): Promise<readonly string[]> {
  const byPath = files.map((file) => file.replace(/^\.\//, "")).toSorted();
  if (byPath.length > SORTED_MAX) return byPath;
  const timed: { file: string; time: number }[] = [];
  for (let start = 0; start < byPath.length; start += ASKED_AT_ONCE) {
    const some = byPath.slice(start, start + ASKED_AT_ONCE);
    timed.push(...(await Promise.all(some.map((file) => withTime(file, folder)))));
  }
  return timed.toSorted((a, b) => b.time - a.time).map(({ file }) => file);
}

async function withTime(file: string, folder: string): Promise<{ file: string; time: number }> {
  // Gone meanwhile: it was there when it was found.
  const stats = await lstat(join(folder, file)).catch(() => null);
  return { file, time: stats?.mtimeMs ?? 0 };
}

/**
 * The folder, and the glob as ripgrep takes it. A pattern with a slash is taken from the folder on: "src/*.ts" means
 * the one src, not any. An absolute pattern brings its folder along.
 */
function toSearch(
  place: ToolPlace,
  pattern: string,
  path: string | undefined,
): { path: string; glob: string } {
  const folder = pathIn(place, path ?? ".");
  if (!isAbsolute(pattern) && !climbs(pattern)) return { path: folder, glob: anchored(pattern) };
  const whole = isAbsolute(pattern) ? pathIn(place, pattern) : join(folder, pattern);
  // "No file matches" would be taken for "there is none".
  if (!isBelow(place.root, whole)) {
    throw new ToolError(`${pattern} leads out of ${place.root}; only files inside of it can be listed.`);
  }
  const base = isBelow(folder, whole) ? folder : place.root;
  return { path: base, glob: `/${relative(base, whole)}` };
}

function climbs(pattern: string): boolean {
  return pattern.split("/").includes("..");
}

function anchored(pattern: string): string {
  const plain = pattern.replace(/^\.\//, "");
  return plain.includes("/") ? `/${plain}` : plain;
}
