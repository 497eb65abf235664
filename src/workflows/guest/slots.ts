// What happens to the slots of parallel() and pipeline() that fail: null in place, a line in the record (F02, F04, F06).
import { describeThrown, isLimitError, isRecorded, type PawlError } from "./errors.ts";

/** The world as `parallel` and `pipeline` see it. */
export type SlotPorts = {
  /** The error that any further agent call would get, or `null`. */
  exhausted(): PawlError | null;
  /** Writes one line to the run's failures. */
  failure(kind: string, label: string, message: string): void;
};

export type SlotFailures = {
  /** Notes why a slot is null. */
  note(index: number, error: unknown): void;
  /** Writes the summary of slots lost to a limit, if any. */
  close(): void;
};

export function makeSlotFailures(kind: "parallel" | "pipeline", ports: SlotPorts): SlotFailures {
  let lost = 0;
  let limit: PawlError | null = null;
  return {
    note(index, error) {
      if (isLimitError(error)) {
        lost += 1;
        limit = error;
      } else if (!isRecorded(error)) {
        const { name, message } = describeThrown(error);
        ports.failure(kind, `${kind}[${index}]`, `${name}: ${message}`);
      }
    },
    close() {
      if (limit !== null) ports.failure(kind, kind, `${lost} of its slots are null: ${limit.message}`);
    },
  };
}
