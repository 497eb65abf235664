// A real `pawl worker` as a process of its own, so that it can be killed.
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startChild, type Child } from "./child.ts";

export const PAWL = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

export type WorkerOptions = {
  readonly address: string;
  readonly simulatorUrl: string;
  readonly workspaces: readonly string[];
  readonly taskQueue: string;
  readonly agents?: number;
  /** PAWL_HOME; a fresh temporary folder when left out. */
  readonly home?: string;
  /** The user's home, for agent types and saved scripts; the developer's own when left out. */
  readonly userHome?: string;
  /** Further words for `pawl worker`. */
  readonly flags?: readonly string[];
};

/** Resolves when it polls. */
export async function startWorkerProcess(options: WorkerOptions): Promise<Child<{ readonly pid: number }>> {
  const { address, simulatorUrl, workspaces, taskQueue, agents, userHome } = options;
  const home = options.home ?? (await mkdtemp(join(tmpdir(), "pawl-test-home-")));
  const flags = [
    "worker",
    "--json",
    `--address=${address}`,
    `--task-queue=${taskQueue}`,
    ...workspaces.flatMap((workspace) => ["--workspace", workspace]),
    ...(agents === undefined ? [] : ["--agents", String(agents)]),
    ...(options.flags ?? []),
  ];
  return startChild(process.execPath, [PAWL, ...flags], {
    env: {
      ...testEnvironment({ simulatorUrl, home }),
      ...(userHome === undefined ? {} : { HOME: userHome }),
    },
  });
}

/** Nothing of the developer's own keys or Temporal profile reaches a test. */
export function testEnvironment({
  simulatorUrl,
  home,
}: {
  simulatorUrl: string;
  home: string;
}): NodeJS.ProcessEnv {
  return {
    PATH: process.env["PATH"],
    HOME: process.env["HOME"],
    PAWL_HOME: home,
    XDG_CONFIG_HOME: home,
    ANTHROPIC_BASE_URL: simulatorUrl,
    ANTHROPIC_API_KEY: "simulated",
    NO_COLOR: "1",
  };
}
