// The run: one execution of a script, a Temporal workflow. A list of steps.
import { workflowInfo } from "@temporalio/workflow";
import { DESCRIPTION_SHOWN_CHARS, PHASE_TITLE_MAX_CHARS, STATUS_ROWS } from "../protocol/limits.ts";
import { cutText, type Json } from "../protocol/json.ts";
import { WORKFLOW_TYPE_DO, WORKFLOW_TYPE_RUN } from "../protocol/names.ts";
import { parseDoInput } from "../protocol/do-input.ts";
import { parseRunInput, savedScriptSettings, type RunSettings } from "../protocol/run-input.ts";
import type { RunResult } from "../protocol/run-result.ts";
import type { PreparedScript } from "../protocol/script.ts";
import { chooseStart } from "./choosing/choose-start.ts";
import type { EngineFactory } from "./engine/engine.ts";
import { scriptEngines } from "./engine/preload.ts";
import type { GateQuestion } from "./gate-book.ts";
import { makeRunContext } from "./make-run-context.ts";
import { openRun, type OpenRun } from "./open-run.ts";
import { toRunEnd } from "./run-end.ts";
import { RunFailure } from "./run-failure.ts";
import { inRunScope } from "./run-scope.ts";
import { runScript } from "./script-run.ts";
import { argsToSend } from "./typed-args.ts";
import { UnreadablePayload } from "./unreadable-payload.ts";

/** Serves the workflow type `run` and, as the name of a saved script, every other type. */
export async function run(...args: Json[]): Promise<RunResult> {
  const { workflowType } = workflowInfo();
  const self = openRun(workflowType);
  try {
    const settings = await readSettings(workflowType, args, self);
    if (settings === null) return self.close("rejected", null);
    const script = await prepareScript(settings, self);
    if (!(await isLaunchApproved(settings, script, self))) return self.close("rejected", null);
    const value = await runToEnd(settings, script, self);
    return self.close(self.record.returnedStatus, value);
  } catch (error) {
    throw toRunEnd(error, self);
  }
}

/** `null` when there is none to run: a person said no to the system that was chosen. */
async function readSettings(
  workflowType: string,
  args: readonly Json[],
  self: OpenRun,
): Promise<RunSettings | null> {
  const unreadable: unknown = args.find((arg: unknown) => arg instanceof UnreadablePayload);
  if (unreadable instanceof UnreadablePayload) {
    throw new RunFailure(
      "InvalidInput",
      `The input of a run is JSON; got what cannot be read: ${unreadable.why}.`,
    );
  }
  if (workflowType === WORKFLOW_TYPE_DO) return chosenSettings(args[0], self);
  if (workflowType !== WORKFLOW_TYPE_RUN) return savedScriptSettings(workflowType, args);
  const parsed = parseRunInput(args[0]);
  if (!parsed.ok) throw new RunFailure("InvalidInput", parsed.message);
  return parsed.settings;
}

/** The chosen system's script, with what it is told. */
async function chosenSettings(input: Json | undefined, self: OpenRun): Promise<RunSettings | null> {
  const parsed = parseDoInput(input);
  if (!parsed.ok) throw new RunFailure("InvalidInput", parsed.message);
  const start = await chooseStart(parsed.settings, self);
  return start === null ? null : parsed.settings.settingsFor(start);
}

async function prepareScript(settings: RunSettings, { ports, begin }: OpenRun): Promise<PreparedScript> {
  const { script: ref, workspace, args } = settings;
  const engine = scriptEngines.newest.id;
  const script = await ports.prepareScript({ ref, workspace, engine, ...argsToSend(args) });
  engineOf(script); // before anything is spent
  begin(script, settings);
  return script;
}

/**
 * The engine the run began with, also where there are newer ones. Without it, a run that has begun waits for a worker
 * that has it; one that has not yet spent anything fails at once.
 */
function engineOf({ engine }: PreparedScript): EngineFactory {
  const found = scriptEngines.get(engine);
  if (found !== undefined) return found;
  const message = `This run is bound to the script engine ${engine}, which this worker does not have; its newest is ${scriptEngines.newest.id}. Start a worker of the version that began the run, or of a later one.`;
  // Not a failure of Temporal's: it fails the workflow task, which another worker takes.
  if (workflowInfo().unsafe.isReplaying) throw Object.assign(new Error(message), { name: "EngineMissing" });
  throw new RunFailure("EngineMissing", message);
}

async function isLaunchApproved(
  settings: RunSettings,
  script: PreparedScript,
  { ports, gates }: OpenRun,
): Promise<boolean> {
  if (settings.approval === "none") return true;
  let approved: boolean | null = null;
  gates.ask(toLaunchQuestion(script)).then(
    ({ outcome }) => (approved = outcome === "approved"),
    // A question that cannot be asked is one that nobody approved.
    () => (approved = false),
  );
  await ports.until(() => approved !== null);
  return approved === true;
}

/** Cut to what a gate holds: a description may be as long as a script. */
function toLaunchQuestion({ meta, hash, source }: PreparedScript): GateQuestion {
  const details = {
    description: cutText(meta.description, DESCRIPTION_SHOWN_CHARS),
    phases: meta.phases.slice(0, STATUS_ROWS).map(({ title }) => title.slice(0, PHASE_TITLE_MAX_CHARS)),
    hash,
    source,
  };
  return { kind: "launch", question: `Start ${meta.name}?`, details, phase: null };
}

function runToEnd(settings: RunSettings, script: PreparedScript, self: OpenRun): Promise<Json> {
  const context = makeRunContext(settings, script, self);
  return inRunScope(context, () => runScript(context, engineOf(script)));
}
