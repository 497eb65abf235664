// Puts together what the primitives of one run share.
import { CHECKS_AT_ONCE, COMMANDS_PER_TASK_BYTES, LOOKUPS_AT_ONCE } from "../protocol/limits.ts";
import type { RunSettings } from "../protocol/run-input.ts";
import type { PreparedScript } from "../protocol/script.ts";
import { makeAccountHold } from "./account-hold.ts";
import type { GateBook } from "./gate-book.ts";
import type { MailBook } from "./mail-book.ts";
import type { RunPorts } from "./ports.ts";
import type { RunContext } from "./run-context.ts";
import type { RunRecord } from "./run-record.ts";
import { makeSeats } from "./seats.ts";
import { makeWindow } from "./window.ts";

type Parts = {
  readonly ports: RunPorts;
  readonly record: RunRecord;
  readonly gates: GateBook;
  readonly mail: MailBook;
};

export function makeRunContext(
  settings: RunSettings,
  script: PreparedScript,
  { ports, record, gates, mail }: Parts,
): RunContext {
  const { taskNumber, nextTask } = ports;
  const tasks = { taskNumber, nextTask, maxBytesPerTask: COMMANDS_PER_TASK_BYTES };
  const agents = makeWindow({ ...tasks, size: settings.concurrency });
  const checks = makeWindow({ ...tasks, size: CHECKS_AT_ONCE });
  const merges = makeWindow({ ...tasks, size: 1 });
  const lookups = makeWindow({ ...tasks, size: LOOKUPS_AT_ONCE });
  const seats = makeSeats();
  const waiting = new Set<() => void>();
  let closing = false;
  return {
    ...{ ports, settings, script, record, gates, mail, agents, checks, merges, lookups, seats, waiting },
    account: makeAccountHold(gates, agents),
    isClosing: () => closing,
    close() {
      closing = true;
      for (const stop of [...waiting]) stop();
      agents.letGo();
    },
  };
}
