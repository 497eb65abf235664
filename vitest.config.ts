import { defineConfig } from "vitest/config";

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
  dangerouslyIgnoreUnhandledErrors: false,
  setupFiles: "test/support/failure-stacks.ts",
};

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...common,
          name: "pure",
          isolate: false,
          maxWorkers: 2, // they compute, and CI has two cores
          sequence: { groupOrder: 0 },
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
          maxWorkers: 3, // they wait for heartbeats and restarts longer than they compute
          sequence: { groupOrder: 1 },
          include: SERVER_TESTS,
          globalSetup: "test/support/global-setup.ts",
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
