// The engine that a run began with.
import { workflowInfo } from "@temporalio/workflow";
import { RunFailure } from "../run-failure.ts";
import type { EngineFactory } from "./engine.ts";
import { scriptEngines } from "./preload.ts";

/**
 * The engine the run began with, also where there are newer ones. Without it, a run that has begun waits for a worker
 * that has it; one that has not yet spent anything fails at once.
 */
export function engineOf({ engine }: { readonly engine: string }): EngineFactory {
  const found = scriptEngines.get(engine);
  if (found !== undefined) return found;
  const message = `This run is bound to the script engine ${engine}, which this worker does not have; its newest is ${scriptEngines.newest.id}. Start a worker of the version that began the run, or of a later one.`;
  // Not a failure of Temporal's: it fails the workflow task, which another worker takes.
  if (workflowInfo().unsafe.isReplaying) throw Object.assign(new Error(message), { name: "EngineMissing" });
  throw new RunFailure("EngineMissing", message);
}
