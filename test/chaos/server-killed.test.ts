// The Temporal server is killed with SIGKILL and started again on its database file; alone, and together with the workers.
import { afterAll, beforeAll, expect, it } from "vitest";
import { temporalMessage } from "../support/temporal-cli.ts";
import { ITEMS } from "./chaos-script.ts";
import { ChaosRun, ChaosStage } from "./chaos-stage.ts";
import { expectAsUndisturbed, untilNothingIsLeft } from "./outcome.ts";

const TEST_MS = 120_000;

let stage: ChaosStage;
beforeAll(async () => {
  stage = await ChaosStage.open();
});
afterAll(() => stage.close());

/** Three runs at once: agents at work, a question open, a check at work. */
async function runsAtThreePoints(): Promise<{ agents: ChaosRun; gate: ChaosRun; check: ChaosRun }> {
  const [gate, check] = await Promise.all([
    ChaosRun.begin(stage),
    ChaosRun.begin(stage, { heldCheck: true }),
  ]);
  await Promise.all([gate.atTheGate(), check.atTheGate()]);
  await check.handle.signal("approve", { by: "ann" });
  await check.checking();
  const agents = await ChaosRun.begin(stage);
  await agents.requested(2 * ITEMS);
  return { agents, gate, check };
}

it(
  "R02 the server killed and restarted on its file: the workers go on with agents, gate and check",
  { timeout: TEST_MS },
  async () => {
    const { agents, gate, check } = await runsAtThreePoints();
    const all = [agents, gate, check];
    try {
      await stage.killServer();
      for (const run of all) run.noteKill();
      await check.releaseCheck();
      await stage.restartServer();

      const { workflowId } = gate.handle;
      await temporalMessage("signal", { workflowId, name: "approve", input: { by: "ann" } }, stage.address);
      await expectAsUndisturbed(agents, await agents.end());
      await expectAsUndisturbed(gate, await gate.end({ answered: true }));
      await expectAsUndisturbed(check, await check.end({ answered: true }));
      const { inFlight } = await agents.judgement();
      expect(inFlight).toBeGreaterThan(0);
      for (const run of [gate, check]) expect((await run.judgement()).repeatedTurns).toBe(0);
    } finally {
      await Promise.all(all.map((run) => run.close()));
    }
  },
);

it(
  "R02 server and workers killed at once: an answer given in between is honoured, and all is finished by new ones",
  { timeout: TEST_MS },
  async () => {
    const { agents, gate, check } = await runsAtThreePoints();
    const all = [agents, gate, check];
    try {
      await gate.killWorker();
      const { workflowId } = gate.handle;
      await temporalMessage("signal", { workflowId, name: "approve", input: { by: "ann" } }, stage.address);
      await Promise.all([stage.killServer(), agents.killWorker(), check.killWorker()]);
      for (const run of all) run.noteKill();
      await Promise.all(all.map(untilNothingIsLeft));
      await check.releaseCheck();
      await stage.restartServer();
      await Promise.all(all.map((run) => run.startWorker()));

      await expectAsUndisturbed(agents, await agents.end());
      await expectAsUndisturbed(gate, await gate.end({ answered: true }));
      await expectAsUndisturbed(check, await check.end({ answered: true }));
      expect((await agents.judgement()).inFlight).toBeGreaterThan(0);
      for (const run of [gate, check]) expect((await run.judgement()).repeatedTurns).toBe(0);
    } finally {
      await Promise.all(all.map((run) => run.close()));
    }
  },
);
