// The question before anything starts: one that cannot be asked ends the run, and one that is answered already is on record.
import { describe, expect, it } from "vitest";
import type { GateQuestion } from "../../../src/workflows/gate-book.ts";
import { askGate, askStartGate } from "../../../src/workflows/planning/start-gate.ts";
import { startRun } from "../run-stage.ts";

function stage(patched = true) {
  const { gates, settle } = startRun("await hear()");
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await settle();
  };
  return { gates, ports: { until, patched: () => patched } };
}

const LARGE: GateQuestion = {
  kind: "launch",
  question: "Start it?",
  details: { task: "x".repeat(100_000) },
  phase: null,
};

describe("a question that cannot be asked", () => {
  it("ends the run with what is wrong with it", async () => {
    await expect(askStartGate(LARGE, null, stage())).rejects.toMatchObject({
      name: "RunFailure",
      type: "LaunchNotAsked",
      message:
        "Nothing was started, since nobody could be asked whether it may: a question to a person may have 100000 characters with its details; put the rest into a file.",
    });
  });

  it("is not approved by who has said yes beforehand", async () => {
    const { gates, ports } = stage();
    await expect(askStartGate(LARGE, "ann", { gates, ports })).rejects.toMatchObject({
      type: "LaunchNotAsked",
    });
    expect(gates.answered()).toEqual([]);
  });

  it("counts as a no in a run that began before, and of any other kind as no answer", async () => {
    expect(await askStartGate(LARGE, null, stage(false))).toBeNull();
    expect(await askGate({ ...LARGE, kind: "ask" }, stage())).toBeNull();
  });
});

it("a yes that was said beforehand is on record with who and what", async () => {
  const { gates, ports } = stage();
  const question = { kind: "launch", question: "Start it?", phase: null, approves: { hash: "ab" } } as const;
  await askStartGate(question, "ann", { gates, ports });
  expect(gates.answered().at(-1)).toMatchObject({
    outcome: "approved",
    by: "ann",
    note: expect.stringContaining("--yes"),
    value: { hash: "ab" },
  });
});

it("an approval holds for the gate and the text that were looked at", async () => {
  const { gates, ports } = stage();
  const versions = ["1".repeat(64), "2".repeat(64)];
  const put = (hash: string): Promise<unknown> =>
    askStartGate({ kind: "launch", question: "Start it?", phase: null, approves: { hash } }, null, {
      gates,
      ports,
    });
  const first = put(versions[0] ?? "");
  const [one] = gates.open().filter(({ kind }) => kind === "launch");
  gates.decide("reject", { id: one?.id, by: "ann", note: "again" });
  await first;
  const second = put(versions[1] ?? "");
  const [two] = gates.open().filter(({ kind }) => kind === "launch");
  expect(() => gates.decide("approve", { id: one?.id })).toThrow(
    `gate ${one?.id} is closed already: rejected by ann: again`,
  );
  expect(() => gates.decide("approve", { id: two?.id, hash: "1".repeat(12) })).toThrow(
    `gate ${two?.id} is about the text with sha256 ${"2".repeat(64)}, not ${"1".repeat(12)}: look at it before you approve it`,
  );
  expect(gates.decide("approve", { id: two?.id, hash: "2".repeat(12) })).toMatchObject({
    outcome: "approved",
  });
  await second;
  void gates.ask({ kind: "approve", question: "Go?", phase: null });
  expect(() => gates.decide("approve", { id: gates.open().at(-1)?.id, hash: "2".repeat(12) })).toThrow(
    "takes no hash",
  );
});
