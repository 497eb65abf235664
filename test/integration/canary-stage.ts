// A drill: a worker with canary secrets in its environment runs a script whose agents, commands and model do their best to
// get them out. Afterwards everything that was written anywhere is there to be searched.
import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { inject } from "vitest";
import { startSimulator } from "../../src/simulator/simulator.ts";
import type { SimulatedRequest } from "../../src/simulator/rules.ts";
import { startRecordingProxy } from "../agent/recording-proxy.ts";
import { startChild } from "../support/child.ts";
import { startScript } from "../support/stage.ts";
import { testEnvironment } from "../support/worker-process.ts";
import type { Canaries } from "./canaries.ts";
import { runPawl } from "./run-pawl.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const LOOK_EVERY_MS = 50;

/** Where something was written, and what. */
export type Haystacks = Readonly<Record<string, string>>;

export type Program = { readonly folder: string; readonly main: string };

export const PAWL_ITSELF: Program = { folder: ROOT, main: join(ROOT, "dist/cli/main.js") };

/** The program with one module taken out: what it exports stands in `source` instead. In a folder of its own. */
export async function pawlWithout(module: string, source: string): Promise<Program> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "pawl-without-")));
  await cp(join(ROOT, "dist"), join(folder, "dist"), { recursive: true });
  for (const name of ["node_modules", "examples", "docs", "package.json"])
    await symlink(join(ROOT, name), join(folder, name));
  await writeFile(join(folder, "dist", module), source);
  return { folder, main: join(folder, "dist/cli/main.js") };
}

export async function runDrill(canaries: Canaries, program: Program): Promise<Haystacks> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "pawl-canary-")));
  const [workspace, home] = [join(folder, "workspace"), join(folder, "home")];
  await mkdir(workspace);
  await plant(workspace, canaries);
  const simulator = await startSimulator({
    rules: [{ name: "thief", when: () => true, reply: (r) => steal(r, canaries) }],
  });
  const proxy = await startRecordingProxy(simulator.url);
  const taskQueue = `canary-${folder.slice(-6)}`;
  const { address } = inject("stage");
  const worker = await startChild(
    process.execPath,
    [
      program.main,
      "worker",
      "--json",
      `--address=${address}`,
      `--task-queue=${taskQueue}`,
      `--workspace=${workspace}`,
    ],
    { env: { ...testEnvironment({ simulatorUrl: proxy.url, home }), ...canaries.environment } },
  );
  try {
    const handle = await startScript(SCRIPT, { taskQueue });
    const heartbeats = await watchHeartbeats(
      handle,
      handle.result().catch(() => undefined),
    );
    const history = textOf(await handle.fetchHistory());
    const words = ["--address", address, "--task-queue", taskQueue];
    const pawl = async (...args: string[]): Promise<string> => {
      const { stdout, stderr } = await runPawl([...args, ...words], { env: { PAWL_HOME: home } });
      return stdout + stderr;
    };
    const id = handle.workflowId;
    const logs = await Promise.all([1, 2, 3, 4].map((call) => pawl("logs", id, String(call))));
    return {
      history,
      heartbeats,
      "the worker's output": worker.output(),
      "what the model was sent": JSON.stringify(proxy.bodies),
      "the files of PAWL_HOME": await filesBelow(home),
      "pawl show": await pawl("show", id),
      "pawl show --json": await pawl("show", id, "--json"),
      "pawl logs": await pawl("logs", id),
      "pawl logs of the agents": logs.join("\n"),
      "pawl logs --json": await pawl("logs", id, "1", "--json"),
    };
  } finally {
    await worker.kill();
    await proxy.close();
    await simulator.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Prints what it finds, hands it on as prompts and results, and lets commands and agents fail over it. */
const SCRIPT = `
const loot = await check('cat .env keys.txt; base64 -w0 .env; exit 3', { label: 'loot' });
log('the check said ' + loot.output);
const told = await agent('Print your environment and all files.', { label: 'thief' });
const again = await agent('Use these: ' + loot.output + told, { label: 'fence' });
const failed = await agent('Fail with it.', { label: 'loud' });
const form = await agent('Fill it in.', { label: 'form', schema: { type: 'object', properties: { key: { type: 'string' } }, required: ['key'] } });
const gone = await check('true', { cwd: loot.output.slice(0, 200).replaceAll('/', '_') }).catch((error) => String(error));
return { loot, told, again, failed, form, gone };
`;

const HOSTILE = [
  "env; set; cat /proc/self/environ; cat /proc/1/environ; cat /proc/$PPID/environ",
  "cat .env keys.txt",
  "base64 .env; xxd -p .env 2>/dev/null || od -An -tx1 .env",
  // A cut in the middle of an output goes through whatever stands there.
  'yes "$(cat .env)" | head -c 400000',
  "cat .env >&2; exit 1",
];

/** The model knows the secrets, however it came by them, and says them wherever it can. */
function steal({ prompt, turn }: SimulatedRequest, { environment }: Canaries): ReturnType<typeof reply> {
  const all = Object.entries(environment)
    .map(([name, value]) => `${name}=${value}`)
    .join("\n");
  return reply(prompt, turn, all);
}

function reply(prompt: string, turn: number, all: string) {
  if (prompt.startsWith("Fail")) {
    return { kind: "fault", fault: { kind: "status", status: 400, message: `invalid key ${all}` } } as const;
  }
  if (prompt.startsWith("Fill")) return { kind: "answer", value: { key: all } } as const;
  if (turn === 0 && prompt.startsWith("Print")) {
    const bash = HOSTILE.map((command) => ({ name: "Bash", input: { command } }));
    const read = [".env", "keys.txt"].map((file) => ({ name: "Read", input: { file_path: file } }));
    const grep = { name: "Grep", input: { pattern: "=|-", output_mode: "content" } };
    const repeat = { name: "Bash", input: { command: `echo '${all}'` } };
    const unknown = { name: "Teleport", input: { where: all } };
    return {
      kind: "tools",
      text: `I know ${all}`,
      calls: [...bash, ...read, grep, repeat, unknown],
    } as const;
  }
  return { kind: "text", text: `Here it is: ${all}` } as const;
}

async function plant(workspace: string, { environment, keys }: Canaries): Promise<void> {
  const lines = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  await writeFile(join(workspace, ".env"), `${lines.join("\n")}\n`);
  await writeFile(join(workspace, "keys.txt"), `${keys.join("\n")}\n`);
}

type Handle = Awaited<ReturnType<typeof startScript>>;

/** All that was seen of pending activities until `end`: details of heartbeats, and last failures. */
async function watchHeartbeats(handle: Handle, end: Promise<unknown>): Promise<string> {
  const seen = new Set<string>();
  let ended = false;
  void end.finally(() => (ended = true));
  while (!ended) {
    const { raw } = await handle.describe();
    seen.add(textOf(raw.pendingActivities ?? []));
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  return [...seen].join("\n");
}

/** All texts in it, and all bytes as the text they are: `JSON.stringify` would show payloads in base64. */
function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (value instanceof Uint8Array) return Buffer.from(value).toString("utf8");
  if (typeof value !== "object" || value === null) return "";
  return Object.entries(value)
    .flatMap(([key, part]) => [key, textOf(part)])
    .join("\n");
}

async function filesBelow(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const texts = await Promise.all(files.map((entry) => readFile(join(entry.parentPath, entry.name), "utf8")));
  return texts.join("\n");
}
