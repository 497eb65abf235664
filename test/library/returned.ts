// The result of a run that must return, with the status that it must have.
import type { WorkflowHandle } from "@temporalio/client";
import type { RunResult } from "../../src/protocol/run-result.ts";
import { endOf } from "../support/stage.ts";

export async function returned(handle: WorkflowHandle, status: "completed" | "degraded"): Promise<RunResult> {
  const end = await endOf(handle);
  if (end.kind !== "returned") throw new Error(`the run ended as ${JSON.stringify(end).slice(0, 2_000)}`);
  const { result } = end;
  if (result.status !== status) throw new Error(`the run ended as ${JSON.stringify(result).slice(0, 4_000)}`);
  return result;
}
