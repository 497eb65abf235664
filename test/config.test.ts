import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { ConfigError, loadConfig, nearest, type ConfigFlags, type Environment } from "../src/config.ts";
import { PAWL_VARIABLES } from "../src/protocol/names.ts";

const folder = mkdtempSync(path.join(tmpdir(), "pawl-config-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// A machine's own profile must not decide a test.
const base = { TEMPORAL_CONFIG_FILE: path.join(folder, "none.toml") };

function load(environment: Environment = {}, flags: ConfigFlags = {}) {
  return loadConfig(flags, { ...base, ...environment }, "/srv");
}

function problemsOf(environment: Environment, flags: ConfigFlags = {}): readonly string[] {
  try {
    load(environment, flags);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe("configuration", () => {
  test("an empty environment gives a local server, this directory, sonnet and 16 agents", () => {
    expect(load()).toEqual({
      temporal: {
        address: "127.0.0.1:7233",
        namespace: "default",
        profile: null,
        connection: { address: "127.0.0.1:7233" },
      },
      taskQueue: "pawl",
      workspaces: ["/srv"],
      home: "/srv/.pawl",
      model: "sonnet",
      agents: 16,
      commands: { network: false, sandbox: true },
      anthropic: {},
      temporalBin: null,
      warnings: [],
    });
  });

  test("flags win over the environment, and the environment over defaults", () => {
    const environment = {
      TEMPORAL_ADDRESS: "env:1",
      PAWL_AGENTS: "3",
      PAWL_MODEL: "opus",
      PAWL_WORKSPACE: "one",
    };
    const fromEnvironment = load(environment);
    const fromFlags = load(environment, {
      address: "flag:2",
      agents: "4",
      workspaces: ["two", "/three", "two"],
    });
    expect(fromEnvironment).toMatchObject({
      agents: 3,
      model: "opus",
      workspaces: ["/srv/one"],
      home: "/srv/one/.pawl",
    });
    expect(fromEnvironment.temporal.connection.address).toBe("env:1");
    expect(fromFlags).toMatchObject({
      agents: 4,
      workspaces: ["/srv/two", "/three"],
      home: "/srv/two/.pawl",
    });
    expect(fromFlags.temporal.connection.address).toBe("flag:2");
  });

  test("a profile of the Temporal CLI's configuration file is read, with namespace and TLS", () => {
    const file = path.join(folder, "temporal.toml");
    writeFileSync(
      file,
      '[profile.cloud]\naddress = "x.tmprl.cloud:7233"\nnamespace = "x.y"\napi_key = "k"\n',
    );
    const { temporal } = load({ TEMPORAL_CONFIG_FILE: file, TEMPORAL_PROFILE: "cloud" });
    expect(temporal).toMatchObject({ address: "x.tmprl.cloud:7233", namespace: "x.y", profile: "cloud" });
    expect(temporal.connection).toMatchObject({ apiKey: "k", tls: true });
  });

  test("every problem is reported at once", () => {
    const problems = problemsOf(
      {
        TEMPORAL_PROFILE: "nowhere",
        PAWL_AGENTS: "many",
        ANTHROPIC_BASE_URL: "not a url",
      },
      { address: "a b" },
    );
    expect(problems).toHaveLength(4);
    expect(problems.join("\n")).toMatch(/profile[\s\S]*address[\s\S]*PAWL_AGENTS[\s\S]*ANTHROPIC_BASE_URL/u);
  });

  test.each(["0", "1001", "-1", "2.5", "1e9", "x"])("PAWL_AGENTS=%s is refused with the range", (agents) => {
    expect(problemsOf({ PAWL_AGENTS: agents })).toEqual([
      `PAWL_AGENTS: expected a whole number from 1 to 1000, got "${agents}".`,
    ]);
  });

  test("an empty variable counts as not set", () => {
    expect(load({ PAWL_AGENTS: "", TEMPORAL_ADDRESS: " ", ANTHROPIC_API_KEY: "" })).toEqual(load());
  });

  test("an unknown PAWL_ variable is a warning that names the nearest known one", () => {
    expect(load({ PAWL_WORKSPACES: "x", PAWL_AGENT: "2" }).warnings).toEqual([
      "Unknown variable PAWL_WORKSPACES; nearest known: PAWL_WORKSPACE. It has no effect.",
      "Unknown variable PAWL_AGENT; nearest known: PAWL_AGENTS. It has no effect.",
    ]);
    expect(nearest("PAWL_TEMPORAL", PAWL_VARIABLES)).toBe("PAWL_TEMPORAL_BIN");
  });

  test("no problem repeats a secret", () => {
    const secret = "sk-ant-secret";
    const problems = problemsOf({
      ANTHROPIC_API_KEY: secret,
      ANTHROPIC_AUTH_TOKEN: secret,
      ANTHROPIC_BASE_URL: `ftp://user:${secret}@host`,
      TEMPORAL_API_KEY: secret,
      PAWL_AGENTS: "0",
    });
    expect(problems).toHaveLength(2);
    expect(problems.join()).not.toContain(secret);
  });

  test("the configuration cannot be changed afterwards", () => {
    const config = load({ TEMPORAL_API_KEY: "k" });
    expect(Object.isFrozen(config)).toBe(true);
    expect(Object.isFrozen(config.temporal.connection)).toBe(true);
    expect(Object.isFrozen(config.workspaces)).toBe(true);
  });
});
