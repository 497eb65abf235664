// The run: one execution of a script, a Temporal workflow. A list of steps.
import { workflowInfo } from "@temporalio/workflow";
import type { Json } from "../protocol/json.ts";
import { WORKFLOW_TYPE_DO, WORKFLOW_TYPE_PLAN, WORKFLOW_TYPE_RUN } from "../protocol/names.ts";
import { parseDoInput, type DoSettings } from "../protocol/do-input.ts";
import { parsePlanInput, type PlanSettings } from "../protocol/plan-input.ts";
import { parseRunInput, savedScriptSettings, type RunSettings } from "../protocol/run-input.ts";
import type { RunResult } from "../protocol/run-result.ts";
import type { PreparedScript } from "../protocol/script.ts";
import { chooseStart } from "./choosing/choose-start.ts";
import { toPlan } from "./choosing/to-plan.ts";
import { engineOf } from "./engine/engine-of.ts";
import { scriptEngines } from "./engine/preload.ts";
import { makeRunContext } from "./make-run-context.ts";
import { openRun, type OpenRun } from "./open-run.ts";
import { askLaunch } from "./planning/launch-gate.ts";
import { planScript, type Planned } from "./planning/plan-script.ts";
import { toRunEnd } from "./run-end.ts";
import { RunFailure } from "./run-failure.ts";
import { inRunScope } from "./run-scope.ts";
import { runScript } from "./script-run.ts";
import { argsToSend } from "./typed-args.ts";
import { UnreadablePayload } from "./unreadable-payload.ts";

/** Serves the workflow types of names.ts and, as the name of a saved script, every other type. */
export async function run(...args: Json[]): Promise<RunResult> {
  const { workflowType } = workflowInfo();
  const self = openRun(workflowType);
  try {
    refuseUnreadable(args);
    const planned = await scriptOf(workflowType, args, self);
    if (planned === null) return self.close("rejected", null);
    const value = await runToEnd(planned, self);
    return self.close(self.record.returnedStatus, value);
  } catch (error) {
    throw toRunEnd(error, self);
  }
}

function refuseUnreadable(args: readonly Json[]): void {
  const unreadable: unknown = args.find((arg: unknown) => arg instanceof UnreadablePayload);
  if (!(unreadable instanceof UnreadablePayload)) return;
  throw new RunFailure(
    "InvalidInput",
    `The input of a run is JSON; got what cannot be read: ${unreadable.why}.`,
  );
}

/** The script that runs, and its settings. `null` when a person said no. */
function scriptOf(workflowType: string, args: readonly Json[], self: OpenRun): Promise<Planned | null> {
  switch (workflowType) {
    case WORKFLOW_TYPE_PLAN:
      return plannedScript(accepted(parsePlanInput(args[0])), self);
    case WORKFLOW_TYPE_DO:
      return chosenScript(accepted(parseDoInput(args[0])), self);
    case WORKFLOW_TYPE_RUN:
      return foundScript(accepted(parseRunInput(args[0])), self);
    default:
      return foundScript(savedScriptSettings(workflowType, args), self);
  }
}

type Parsed<T> =
  | { readonly ok: true; readonly settings: T }
  | { readonly ok: false; readonly message: string };

function accepted<T>(parsed: Parsed<T>): T {
  if (parsed.ok) return parsed.settings;
  throw new RunFailure("InvalidInput", parsed.message);
}

async function plannedScript(settings: PlanSettings, self: OpenRun): Promise<Planned | null> {
  const planned = await planScript(settings, self);
  if (planned !== null && "other" in planned) throw new TypeError("a plan has no other system");
  return planned;
}

/** The chosen system's script; where that is a workflow, one that is still to be written. */
async function chosenScript(settings: DoSettings, self: OpenRun): Promise<Planned | null> {
  let { asked } = settings;
  for (;;) {
    const start = await chooseStart({ ...settings, asked }, self);
    if (start === null) return null;
    if (start.name !== "workflow") return foundScript(settings.settingsFor(start), self);
    const planned = await planScript(toPlan({ ...settings, asked }, start), self);
    if (planned === null || !("other" in planned)) return planned;
    asked = { ...asked, as: planned.other };
  }
}

/** A script that is there already. */
async function foundScript(settings: RunSettings, self: OpenRun): Promise<Planned | null> {
  const script = await approvedScript(settings, await prepareScript(settings, self), self);
  return script === null ? null : { script, settings };
}

async function prepareScript(settings: RunSettings, { ports, begin }: OpenRun): Promise<PreparedScript> {
  const { script: ref, workspace, args, approval, model } = settings;
  const review =
    approval === "none" ? {} : ({ review: true, ...(model === null ? {} : { runModel: model }) } as const);
  const engine = scriptEngines.newest.id;
  const script = await ports.prepareScript({ ref, workspace, engine, ...argsToSend(args), ...review });
  engineOf(script); // before anything is spent
  begin(script, settings);
  return script;
}

/** What may run: the script, or the one that a person made of it. `null` when they said no. */
async function approvedScript(
  settings: RunSettings,
  script: PreparedScript,
  self: OpenRun,
): Promise<PreparedScript | null> {
  if (settings.approval === "none") return script;
  const { approvedBy } = settings;
  const end = await askLaunch({ script, settings, approvedBy }, self);
  if (!end.approved) return null;
  if (end.script !== script) self.begin(end.script, settings);
  return end.script;
}

function runToEnd({ settings, script }: Planned, self: OpenRun): Promise<Json> {
  const context = makeRunContext(settings, script, self);
  self.mail.begin();
  return inRunScope(context, () => runScript(context, engineOf(script)));
}
