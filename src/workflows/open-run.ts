// What a run has from its first moment: its record, its gates, its ears.
import type { Json } from "../protocol/json.ts";
import type { Stop } from "../protocol/control.ts";
import type { RunSettings } from "../protocol/run-input.ts";
import type { RunResult, RunStatus } from "../protocol/run-result.ts";
import type { PreparedScript } from "../protocol/script.ts";
import { GateBook } from "./gate-book.ts";
import { makeLabels } from "./labels.ts";
import { registerMessages } from "./messages-in.ts";
import { MailBook } from "./mail-book.ts";
import type { RunPorts } from "./ports.ts";
import { RunRecord } from "./run-record.ts";
import { temporalPorts } from "./temporal.ts";
import { unheardLines } from "./unheard-lines.ts";

export type OpenRun = {
  readonly ports: RunPorts;
  readonly record: RunRecord;
  readonly gates: GateBook;
  readonly mail: MailBook;
  /** The script is found and sound. */
  begin(script: PreparedScript, settings: RunSettings): void;
  /** Closes the record; what it returns is the run's result. */
  close(status: RunStatus, value: Json): RunResult;
};

/** Registers everything before the first await: an update that comes earlier would be refused. */
export function openRun(name: string): OpenRun {
  const base = temporalPorts();
  const record = new RunRecord(base.now, name);
  const gates: GateBook = new GateBook({
    ...base,
    log: (message) => record.log.write("log", message),
    changed: () => labels.gatesChanged(),
  });
  const labels = makeLabels(record, gates);
  const mail = new MailBook({ now: base.now, log: (message) => record.log.write("log", message) });
  registerMessages({ record, gates, mail, stop: (stop) => askToStop(stop, record, base) });
  return {
    record,
    gates,
    mail,
    ports: { ...base, until: (holds) => (labels.refreshDetails(), base.until(holds)) },
    begin(script, settings) {
      record.begin(script, settings.budgetOutputTokens);
      labels.begin(script);
    },
    close(status, value) {
      for (const line of unheardLines(mail.unheard())) record.log.write("warn", line);
      record.close(status);
      labels.end(status);
      labels.refreshDetails();
      return record.result(status, value);
    },
  };
}

async function askToStop(stop: Stop, record: RunRecord, ports: RunPorts): Promise<void> {
  const who = stop.by === undefined ? "" : ` by ${stop.by}`;
  record.log.write("warn", `stop asked${who}${stop.reason === undefined ? "" : `: ${stop.reason}`}`);
  await ports.cancelRun(stop);
}
