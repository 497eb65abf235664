// Canary secrets in the worker's environment, and keys in files of the workspace: found nowhere.
import { rm } from "node:fs/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { makeCanaries, needlesOf } from "./canaries.ts";
import { PAWL_ITSELF, pawlWithout, runDrill, type Haystacks } from "./canary-stage.ts";

const DRILL_MS = 180_000;

/** The needles that are in the haystack, each once. */
function found(haystack: string, needles: readonly string[]): string[] {
  return needles.filter((needle) => haystack.includes(needle));
}

describe("secrets that commands print, prompts ask for and the model says", () => {
  const canaries = makeCanaries();
  let haystacks: Haystacks = {};
  beforeAll(async () => {
    haystacks = await runDrill(canaries, PAWL_ITSELF);
  }, DRILL_MS);

  test.each([
    "history",
    "heartbeats",
    "the worker's output",
    "what the model was sent",
    "the files of PAWL_HOME",
    "pawl show",
    "pawl show --json",
    "pawl logs",
    "pawl logs of the agents",
    "pawl logs --json",
  ])("are not in %s", (name) => {
    const haystack = haystacks[name] ?? "";
    expect(found(haystack, needlesOf(canaries))).toEqual([]);
  });

  test("were there to be found: marks stand in their place", () => {
    for (const name of [
      "history",
      "what the model was sent",
      "the files of PAWL_HOME",
      "pawl logs of the agents",
    ]) {
      for (const mark of ["SHOP_DEPLOY_TOKEN", "DB_PASSWORD", "anthropic key", "github token", "private key"])
        expect(haystacks[name]).toContain(`[redacted: ${mark}]`);
    }
  });
});

test(
  "without the redactor they are everywhere",
  async () => {
    const canaries = makeCanaries();
    const program = await pawlWithout(
      "agent/redact/redactor.js",
      `const same = (value) => value;
       export const NO_REDACTOR = { text: same, json: same, exact: same };
       export const makeRedactor = () => NO_REDACTOR;`,
    );
    try {
      const haystacks = await runDrill(canaries, program);
      for (const name of [
        "history",
        "what the model was sent",
        "the files of PAWL_HOME",
        "pawl logs of the agents",
      ])
        expect(found(haystacks[name] ?? "", needlesOf(canaries)).length).toBeGreaterThan(10);
    } finally {
      await rm(program.folder, { recursive: true, force: true });
    }
  },
  DRILL_MS,
);
