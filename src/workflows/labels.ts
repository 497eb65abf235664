// How a run shows itself on the server: memo, search attributes where they are registered, current details.
import { defineSearchAttributeKey } from "@temporalio/common";
import { setCurrentDetails, upsertMemo, upsertSearchAttributes } from "@temporalio/workflow";
import { MEMO_SCRIPT } from "../protocol/names.ts";
import type { RunStatus } from "../protocol/run-result.ts";
import type { PreparedScript } from "../protocol/script.ts";
import { toDetails } from "./details.ts";
import type { GateBook } from "./gate-book.ts";
import type { RunRecord } from "./run-record.ts";

const STATUS = defineSearchAttributeKey("PawlStatus", "KEYWORD");
const SCRIPT = defineSearchAttributeKey("PawlScript", "KEYWORD");
const COST = defineSearchAttributeKey("PawlCostUsd", "DOUBLE");
/** A keyword of the server holds 255 characters. */
const KEYWORD_MAX_CHARS = 200;

export type Labels = ReturnType<typeof makeLabels>;

/** Setting an attribute the server does not know fails the workflow task: `script` says which it knows. */
export function makeLabels(record: RunRecord, gates: GateBook) {
  let script: PreparedScript | null = null;
  let shown: RunStatus | null = null;

  function status(next: RunStatus): void {
    if (next === shown || !script?.searchAttributes.includes("PawlStatus")) return;
    shown = next;
    upsertSearchAttributes([{ key: STATUS, value: next }]);
  }

  return {
    begin(prepared: PreparedScript): void {
      script = prepared;
      upsertMemo({ [MEMO_SCRIPT]: prepared.meta.name });
      if (!prepared.searchAttributes.includes("PawlScript")) return;
      upsertSearchAttributes([{ key: SCRIPT, value: prepared.meta.name.slice(0, KEYWORD_MAX_CHARS) }]);
    },
    gatesChanged(): void {
      status(gates.open().length > 0 ? "waiting" : "running");
    },
    end(final: RunStatus): void {
      status(final);
      if (script?.searchAttributes.includes("PawlCostUsd")) {
        upsertSearchAttributes([{ key: COST, value: record.agents.costUsd }]);
      }
    },
    /** Costs no history: the server asks for it when somebody looks. */
    refreshDetails(): void {
      setCurrentDetails(toDetails(script?.meta.name ?? "pawl", record.phases.view(), gates.open()));
    },
  };
}
