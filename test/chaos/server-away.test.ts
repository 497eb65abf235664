// The Temporal server is away for a minute while agents finish: what they have done is in the store, not lost with the report.
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ChaosRun, ChaosStage } from "./chaos-stage.ts";
import { ITEMS } from "./chaos-script.ts";
import { expectAsUndisturbed } from "./outcome.ts";

/** The SDK gives up reporting a completion after some seconds; this is what the promise says. */
const AWAY_MS = 60_000;

let stage: ChaosStage;
beforeAll(async () => {
  stage = await ChaosStage.open();
});
afterAll(() => stage.close());

it(
  "R02 the server away for 60 seconds while agents finish: no finished turn is asked for again",
  { timeout: AWAY_MS + 120_000 },
  async () => {
    const run = await ChaosRun.begin(stage);
    try {
      await run.requested(ITEMS + 4);
      await stage.killServer();
      run.noteKill();
      await sleep(AWAY_MS);
      const before = run.requests();
      expect(before.filter(({ outcome }) => outcome !== "answered")).toEqual([]);
      await stage.restartServer();
      await expectAsUndisturbed(run, await run.end());
      const { inFlight, repeatedTurns } = await run.judgement();
      expect(inFlight).toBeGreaterThan(0);
      expect(repeatedTurns).toBe(0);
    } finally {
      await run.close();
    }
  },
);
