// A command is a plain object; its module is loaded only when it is called.
import type { Io } from "./io.ts";

export type OptionSpec = {
  /** As commander reads them: `-n, --limit <count>`, `--json`, `--workspace <dir...>`. */
  readonly flags: string;
  readonly description: string;
  /** May be given several times, one value each; `textsOption` reads it. */
  readonly repeats?: true;
};

export type ArgumentSpec = {
  /** `<file...>`, `[run]`. */
  readonly syntax: string;
  readonly description: string;
};

/** What the command was called with. */
export type Invocation = {
  readonly args: readonly (string | readonly string[] | undefined)[];
  readonly options: Readonly<Record<string, unknown>>;
  readonly io: Io;
  readonly json: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
};

/** What a command was called in: the terminal, the environment, the directory. */
export type Surroundings = {
  readonly io: Io;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly version: string;
};

export type HelpAsked = { readonly words: readonly string[]; readonly surroundings: Surroundings };

export type Command = {
  readonly name: string;
  readonly summary: string;
  /** More than the summary, when there is more to say. */
  readonly description?: string;
  readonly arguments: readonly ArgumentSpec[];
  readonly options: readonly OptionSpec[];
  readonly examples: readonly string[];
  /** Prints help on the first argument, when there is one beside `--help`. */
  readonly helpOn?: (argument: string, asked: HelpAsked) => Promise<void>;
  /** Resolves to the exit code. */
  readonly run: (invocation: Invocation) => Promise<number>;
};

export const JSON_OPTION: OptionSpec = {
  flags: "--json",
  description: "JSON for machines; stdout carries nothing else",
};

/** Every command that talks to a server. */
/** What the operator of a worker lets commands do. No variable stands for them: it would outlive what it was set for. */
export const COMMANDS_OPTIONS: readonly OptionSpec[] = [
  {
    flags: "--allow-network",
    description: "let commands of agents and checks use this machine's network, its loopback included",
  },
  {
    flags: "--unsafe-no-sandbox",
    description: "run commands of agents and checks without a sandbox, with all the worker's rights",
  },
];

export const SERVER_OPTIONS: readonly OptionSpec[] = [
  {
    flags: "--address <host:port>",
    description: "Temporal server (default: TEMPORAL_ADDRESS, else 127.0.0.1:7233)",
  },
  {
    flags: "--namespace <name>",
    description: "Temporal namespace (default: TEMPORAL_NAMESPACE, else default)",
  },
  { flags: "--profile <name>", description: "profile of the Temporal CLI's configuration file" },
  { flags: "--task-queue <name>", description: "queue that workers poll (default: pawl)" },
];
