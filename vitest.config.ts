import { defineConfig } from "vitest/config";
import LongestFirst from "./test/support/longest-first.ts";

/** Folders whose tests share one real Temporal dev server, one simulator and one worker (test/support/global-setup.ts). */
const SERVER_TESTS = [
  "conformance",
  "integration",
  "chaos",
  "hostile",
  "examples",
  "library",
  "systems",
  "planning",
  "pack",
].map((folder) => `test/${folder}/**/*.test.ts`);

const common = {
  pool: "forks" as const,
  maxWorkers: 3, // on two cores: server tests wait for heartbeats and restarts longer than they compute
  isolate: false, // most files import the same modules
  dangerouslyIgnoreUnhandledErrors: false,
  setupFiles: "test/support/failure-stacks.ts",
};

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          ...common,
          name: "pure",
          include: ["test/**/*.test.ts"],
          exclude: SERVER_TESTS,
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        test: {
          ...common,
          name: "server",
          include: SERVER_TESTS,
          globalSetup: "test/support/global-setup.ts",
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
