// A child process of a test: its first JSON line on stdout says that it is up; it is ended by its pid, for sure.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

const READY_TIMEOUT_MS = 30_000;
const OUTPUT_KEPT_CHARS = 20_000;

export type Child<Ready> = {
  readonly pid: number;
  readonly ready: Ready;
  /** stdout and stderr so far, the tail. */
  output(): string;
  /** Sends a signal and waits for the end; SIGKILL unless told otherwise. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Only sends. */
  signal(signal: NodeJS.Signals): void;
  readonly ended: Promise<unknown>;
};

export type ChildOptions = { readonly env?: NodeJS.ProcessEnv; readonly cwd?: string };

export async function startChild<Ready>(
  command: string,
  args: readonly string[],
  options: ChildOptions = {},
): Promise<Child<Ready>> {
  const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  const ended = once(child, "exit");
  const output = keepOutput(child);
  const ready = await firstJsonLine<Ready>(child, output).catch((error: unknown) => {
    child.kill("SIGKILL");
    throw error;
  });
  return {
    pid: child.pid ?? 0,
    ready,
    output,
    ended,
    signal: (signal) => void child.kill(signal),
    async kill(signal = "SIGKILL") {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill(signal);
      await ended;
    },
  };
}

function keepOutput(child: ChildProcess): () => string {
  let kept = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => (kept = (kept + chunk.toString()).slice(-OUTPUT_KEPT_CHARS)));
  }
  return () => kept;
}

async function firstJsonLine<Ready>(child: ChildProcess, output: () => string): Promise<Ready> {
  if (child.stdout === null) throw new Error("the child has no stdout");
  const lines = createInterface({ input: child.stdout });
  return new Promise((resolve, reject) => {
    const late = setTimeout(
      () => reject(new Error(`not up in time; it said:\n${output()}`)),
      READY_TIMEOUT_MS,
    );
    const settle = (act: () => void): void => {
      clearTimeout(late);
      act();
    };
    lines.on("line", (line) => {
      if (line.startsWith('{"error"')) settle(() => reject(new Error(line)));
      else if (line.startsWith("{")) settle(() => resolve(JSON.parse(line) as Ready));
    });
    child.on("exit", (code, signal) =>
      settle(() => reject(new Error(`ended (${code ?? signal}); it said:\n${output()}`))),
    );
    child.on("error", (error) => settle(() => reject(error)));
  });
}
