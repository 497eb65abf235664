// Environment, Temporal profile and flags -> one frozen Config. Every problem is reported at once.
import path from "node:path";
import { loadClientConnectConfig, type ClientConnectConfig } from "@temporalio/envconfig";
import { z } from "zod";
import { WORKER_AGENTS_DEFAULT } from "./protocol/limits.ts";
import { PAWL_VARIABLES, TASK_QUEUE_DEFAULT } from "./protocol/names.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** What a connection needs; fits both `Connection.connect` and `NativeConnection.connect`. */
export type ConnectionSettings = {
  readonly address: string;
  readonly apiKey?: string;
  readonly tls?: Exclude<ClientConnectConfig["connectionOptions"]["tls"], null | undefined>;
  readonly metadata?: Record<string, string>;
};

export type Config = {
  readonly temporal: {
    readonly address: string;
    readonly namespace: string;
    /** Profile of the Temporal CLI's configuration file, `null` for the default one. */
    readonly profile: string | null;
    readonly connection: ConnectionSettings;
  };
  readonly taskQueue: string;
  /** Absolute paths; the first is the default of a run. */
  readonly workspaces: readonly [string, ...string[]];
  /** Absolute path of the directory that holds database, transcripts and large values. */
  readonly home: string;
  readonly model: string;
  /** Agents of this worker at work at once. */
  readonly agents: number;
  /** What the operator lets commands of agents and checks do. Flags only: a variable would outlive what it was set for. */
  readonly commands: { readonly network: boolean; readonly sandbox: boolean };
  readonly anthropic: { readonly apiKey?: string; readonly authToken?: string; readonly baseUrl?: string };
  /** Absolute path of the Temporal program when the environment names one. */
  readonly temporalBin: string | null;
  readonly warnings: readonly string[];
};

/** Flags override the environment; what is left out is not asked for. */
export type ConfigFlags = {
  readonly address?: string | undefined;
  readonly namespace?: string | undefined;
  readonly profile?: string | undefined;
  readonly taskQueue?: string | undefined;
  readonly workspaces?: readonly string[] | undefined;
  readonly model?: string | undefined;
  readonly agents?: string | number | undefined;
  readonly allowNetwork?: boolean | undefined;
  readonly unsafeNoSandbox?: boolean | undefined;
};

/** Everything that is wrong with environment, profile and flags, one sentence each. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.problems = problems;
  }
}

/** PAWL_HOME in the first workspace, unless the environment says otherwise. */
export const HOME_FOLDER = ".pawl";

const DEFAULT_ADDRESS = "127.0.0.1:7233";
const DEFAULT_NAMESPACE = "default";
const DEFAULT_MODEL = "sonnet";
const AGENTS_MAX = 1_000;
/** Known, and meant for tests only: no help or list of settings names it. */
const TEST_HOOKS: readonly string[] = ["PAWL_FAIL_POINT"];

const agentsSchema = z.coerce.number().int().min(1).max(AGENTS_MAX);

/** Loads the configuration. Throws `ConfigError` with every problem. Relative paths are seen from `cwd`. */
export function loadConfig(
  flags: ConfigFlags = {},
  environment: Environment = process.env,
  cwd = process.cwd(),
): Config {
  const env = withoutEmpty(environment);
  const problems: string[] = [];
  const temporal = loadTemporal(flags, env, problems);
  const agents = readAgents(flags, env, problems);
  const baseUrl = readBaseUrl(env, problems);
  if (problems.length > 0) throw new ConfigError(problems);
  const [first, ...rest] = workspacePaths(flags, env, cwd);
  return deepFreeze({
    temporal,
    taskQueue: flags.taskQueue ?? TASK_QUEUE_DEFAULT,
    workspaces: [first ?? cwd, ...rest],
    home: env["PAWL_HOME"] ? path.resolve(cwd, env["PAWL_HOME"]) : path.join(first ?? cwd, HOME_FOLDER),
    model: flags.model ?? env["PAWL_MODEL"] ?? DEFAULT_MODEL,
    agents,
    commands: { network: flags.allowNetwork ?? false, sandbox: !(flags.unsafeNoSandbox ?? false) },
    anthropic: {
      ...optional("apiKey", env["ANTHROPIC_API_KEY"]),
      ...optional("authToken", env["ANTHROPIC_AUTH_TOKEN"]),
      ...optional("baseUrl", baseUrl),
    },
    temporalBin: env["PAWL_TEMPORAL_BIN"] ? path.resolve(cwd, env["PAWL_TEMPORAL_BIN"]) : null,
    warnings: unknownVariables(env),
  });
}

/** An empty variable counts as not set, as it does for the Temporal CLI. */
function withoutEmpty(environment: Environment): Record<string, string> {
  const set: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (value !== undefined && value.trim() !== "") set[name] = value;
  }
  return set;
}

function loadTemporal(
  flags: ConfigFlags,
  env: Record<string, string>,
  problems: string[],
): Config["temporal"] {
  const profile = flags.profile ?? env["TEMPORAL_PROFILE"] ?? null;
  const loaded = loadProfile(profile, env, problems);
  const { apiKey, tls, metadata, address: profileAddress } = loaded.connectionOptions;
  const address = flags.address ?? profileAddress ?? DEFAULT_ADDRESS;
  if (!/^(\[[^\]]+\]|[^\s/:]+)(:\d{1,5})?$/u.test(address)) {
    problems.push(
      `Temporal address: expected host:port, got ${JSON.stringify(address)}. Set TEMPORAL_ADDRESS=127.0.0.1:7233.`,
    );
  }
  return {
    address,
    namespace: flags.namespace ?? loaded.namespace ?? DEFAULT_NAMESPACE,
    profile,
    connection: {
      address,
      ...(typeof apiKey === "string" ? { apiKey } : {}),
      ...(tls === undefined || tls === null ? {} : { tls }),
      ...(metadata === undefined ? {} : { metadata: metadata as Record<string, string> }),
    },
  };
}

function loadProfile(
  profile: string | null,
  env: Record<string, string>,
  problems: string[],
): ClientConnectConfig {
  try {
    return loadClientConnectConfig({ ...(profile === null ? {} : { profile }), overrideEnvVars: env });
  } catch (error) {
    const file = env["TEMPORAL_CONFIG_FILE"] ?? "the Temporal CLI's configuration file";
    const said = error instanceof Error ? error.message : String(error);
    problems.push(`Temporal profile: expected a readable profile in ${file}; got: ${said}.`);
    return { connectionOptions: {} };
  }
}

function readAgents(flags: ConfigFlags, env: Record<string, string>, problems: string[]): number {
  const value = flags.agents ?? env["PAWL_AGENTS"] ?? WORKER_AGENTS_DEFAULT;
  const parsed = agentsSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const name = flags.agents === undefined ? "PAWL_AGENTS" : "--agents";
  problems.push(`${name}: expected a whole number from 1 to ${AGENTS_MAX}, got ${JSON.stringify(value)}.`);
  return WORKER_AGENTS_DEFAULT;
}

function readBaseUrl(env: Record<string, string>, problems: string[]): string | undefined {
  const value = env["ANTHROPIC_BASE_URL"];
  if (value === undefined || /^https?:$/u.test(protocolOf(value))) return value;
  problems.push(
    "ANTHROPIC_BASE_URL: expected a URL that begins with http:// or https://, got something else. Correct or unset it.",
  );
  return undefined;
}

function protocolOf(url: string): string {
  return URL.canParse(url) ? new URL(url).protocol : "";
}

function workspacePaths(flags: ConfigFlags, env: Record<string, string>, cwd: string): string[] {
  const given = flags.workspaces?.length ? flags.workspaces : [env["PAWL_WORKSPACE"] ?? cwd];
  return [...new Set(given.map((workspace) => path.resolve(cwd, workspace)))];
}

function unknownVariables(env: Record<string, string>): string[] {
  const known: readonly string[] = PAWL_VARIABLES;
  return Object.keys(env)
    .filter((name) => name.startsWith("PAWL_") && !known.includes(name) && !TEST_HOOKS.includes(name))
    .map((name) => `Unknown variable ${name}; nearest known: ${nearest(name, known)}. It has no effect.`);
}

/** The candidate with the fewest single-character edits from `word`; the first of `candidates` when several. */
export function nearest(word: string, candidates: readonly string[]): string {
  const [best] = candidates
    .map((candidate) => ({ candidate, distance: editDistance(word, candidate) }))
    .toSorted((a, b) => a.distance - b.distance);
  return best?.candidate ?? "";
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of Array.from(a).entries()) {
    const next = [i + 1];
    for (const [j, other] of Array.from(b).entries()) {
      const replaced = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

function optional<K extends string>(key: K, value: string | undefined): { [P in K]?: string } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: string });
}

/** Buffers (certificates) cannot be frozen; the objects around them are. */
function deepFreeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  for (const inner of Object.values(value)) deepFreeze(inner);
  return Object.freeze(value);
}
