// An agent's tools over a directory of their own, for real.
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { BASIC_TOOLS } from "../../../src/agent/agent-type.ts";
import type { ToolName } from "../../../src/agent/agent-type.ts";
import { makeTools } from "../../../src/agent/tools/make-tools.ts";
import { makeSeenFiles } from "../../../src/agent/tools/seen-files.ts";
import type { SeenFiles } from "../../../src/agent/tools/seen-files.ts";
import type { Tool } from "../../../src/agent/tools/tool.ts";
import type { ToolPlace } from "../../../src/agent/tools/tool-place.ts";

export type ToolStage = {
  readonly root: string;
  readonly tools: readonly Tool[];
  readonly seen: SeenFiles;
  /** The tool's text; its error's name and message when it fails. */
  use(name: ToolName, input: object): Promise<string>;
  put(path: string, content: string | Uint8Array): Promise<void>;
  get(path: string): Promise<Buffer>;
  text(path: string): Promise<string>;
  /** Another agent over the same directory. */
  another(place?: Partial<ToolPlace>): ToolStage;
  close(): Promise<void>;
};

export async function makeToolStage(): Promise<ToolStage> {
  const root = await realpath(await mkdtemp(join(tmpdir(), "pawl-tools-")));
  return stageIn({ root, signal: new AbortController().signal });
}

function stageIn(place: ToolPlace): ToolStage {
  const { root } = place;
  const seen = makeSeenFiles(root);
  const tools = makeTools(BASIC_TOOLS, place, seen);
  return {
    root,
    tools,
    seen,
    async use(name, input) {
      const tool = tools.find((one) => one.name === name);
      if (tool === undefined) throw new Error(`no tool ${name}`);
      return tool.run(input).then(
        ({ content }) => content,
        (error: Error) => `${error.name}: ${error.message}`,
      );
    },
    async put(path, content) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), content);
    },
    get: (path) => readFile(join(root, path)),
    text: (path) => readFile(join(root, path), "utf8"),
    another: (other = {}) => stageIn({ ...place, ...other }),
    close: () => rm(root, { recursive: true, force: true }),
  };
}
