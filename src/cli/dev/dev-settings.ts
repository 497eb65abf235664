// What `pawl dev` was asked for: flags and environment, checked before anything starts.
import { homedir } from "node:os";
import path from "node:path";
import { loadConfig, type Config } from "../../config.ts";
import type { Invocation } from "../command.ts";
import { countOption, flagOption, textOption, textsOption } from "../read-options.ts";
import { printWarnings } from "../session.ts";
import { preflightWorker } from "../worker-preflight.ts";

export type DevSettings = {
  readonly config: Config;
  readonly port: number;
  readonly uiPort: number;
  /** `null`: the real model. `rules`: a file with rules of the simulator, beyond its own. */
  readonly simulate: { readonly rules: string | null } | null;
};

const DEFAULT_PORT = 7233;
const PORT_MAX = 65_535;
/** The distance the Temporal CLI keeps between the two. */
const UI_PORT_OFFSET = 1_000;

/** Throws `ConfigError` and `UsageError`. */
export async function readDevSettings(invocation: Invocation): Promise<DevSettings> {
  const portOption = countOption(invocation, "port", { flag: "--port", min: 1, max: PORT_MAX });
  const config = loadConfig(
    {
      address: portOption === undefined ? textOption(invocation, "address") : `127.0.0.1:${portOption}`,
      namespace: textOption(invocation, "namespace"),
      profile: textOption(invocation, "profile"),
      taskQueue: textOption(invocation, "taskQueue"),
      workspaces: textsOption(invocation, "workspace"),
      agents: textOption(invocation, "agents"),
      model: textOption(invocation, "model"),
      allowNetwork: flagOption(invocation, "allowNetwork"),
      unsafeNoSandbox: flagOption(invocation, "unsafeNoSandbox"),
    },
    invocation.environment,
    invocation.cwd,
  );
  printWarnings(config, invocation);
  const simulate = readSimulate(invocation);
  await preflightWorker(simulate === null ? config : withSimulator(config));
  const port = portOfAddress(config.temporal.address);
  const uiPort = countOption(invocation, "uiPort", { flag: "--ui-port", min: 1, max: PORT_MAX });
  return { config, port, uiPort: uiPort ?? uiPortFor(port), simulate };
}

function readSimulate({ options, cwd }: Invocation): DevSettings["simulate"] {
  const value = options["simulate"];
  if (value === undefined || value === false) return null;
  return { rules: typeof value === "string" ? path.resolve(cwd, value) : null };
}

function withSimulator(config: Config): Config {
  return { ...config, anthropic: { baseUrl: "http://127.0.0.1" } };
}

function portOfAddress(address: string): number {
  const port = /:(\d+)$/u.exec(address)?.[1];
  return port === undefined ? DEFAULT_PORT : Number(port);
}

function uiPortFor(port: number): number {
  return port + UI_PORT_OFFSET <= PORT_MAX ? port + UI_PORT_OFFSET : port - UI_PORT_OFFSET;
}

/** Only here can a server be started by us. */
export function isLocalAddress(address: string): boolean {
  return /^(127\.\d+\.\d+\.\d+|localhost|\[::1\]|0\.0\.0\.0)(:\d+)?$/u.test(address);
}

/** `~/x` for people. */
export function shortPath(file: string): string {
  const home = homedir();
  return file.startsWith(`${home}/`) ? `~${file.slice(home.length)}` : file;
}
