// The first steps of a run of type `do`: look at the workspace, choose the system, show the choice to a person.
import type { ChooseSystemOutcome } from "../../protocol/activities.ts";
import { systemNamedIn, type SystemStart } from "../../protocol/choice.ts";
import type { DoSettings } from "../../protocol/do-input.ts";
import { WORKFLOW_TYPE_DO } from "../../protocol/names.ts";
import type { RunSettings } from "../../protocol/run-input.ts";
import type { PreparedScript } from "../../protocol/script.ts";
import { makeRunContext } from "../make-run-context.ts";
import { nativeScript } from "../native-script.ts";
import type { OpenRun } from "../open-run.ts";
import type { RunContext } from "../run-context.ts";
import { inRunScope } from "../run-scope.ts";
import { askStart } from "./ask-start.ts";
import { askModel } from "./ask-model.ts";

type Chosen = Extract<ChooseSystemOutcome, { kind: "chosen" }>;

/** The system's script and its arguments; `null` when a person said no. */
export async function chooseStart(settings: DoSettings, self: OpenRun): Promise<SystemStart | null> {
  let { asked } = settings;
  for (;;) {
    const chosen = await choose({ ...settings, asked }, self);
    tell(chosen, self);
    // The script that will be written is what people decide on: its own gate is the only one.
    if (settings.approval === "none" || chosen.choice.system === "workflow") return chosen.start;
    const answer = await askStart(chosen, { ...settings, asked }, self);
    if (answer?.outcome === "approved") return chosen.start;
    const named = systemNamedIn(answer?.note ?? "");
    if (named === null) return null;
    asked = { ...asked, as: named };
  }
}

async function choose(settings: DoSettings, self: OpenRun): Promise<Chosen> {
  const { asked } = settings;
  const { workspace, model } = settings.settingsFor({ name: WORKFLOW_TYPE_DO });
  const task = { asked, workspace, model };
  const seen = await self.ports.chooseSystem(task);
  const own = beginNative(seen, settings, self);
  if (seen.kind === "chosen") return seen;
  const answer = await inContext(own, self, (context) => askModel(seen, context));
  const chosen = await self.ports.chooseSystem({ ...task, facts: seen.facts, answer });
  if (chosen.kind === "open") throw new TypeError("a task with an answer is decided");
  return chosen;
}

type Own = { readonly settings: RunSettings; readonly script: PreparedScript };

/** The run has no script yet: what it does itself stands in its record like one. */
function beginNative(seen: ChooseSystemOutcome, settings: DoSettings, { begin }: OpenRun): Own {
  const { workspace, searchAttributes } = seen;
  const { task } = settings.asked;
  const script = nativeScript({ name: WORKFLOW_TYPE_DO, description: task, workspace, searchAttributes });
  const own = settings.settingsFor({ name: WORKFLOW_TYPE_DO });
  begin(script, own);
  return { settings: own, script };
}

function inContext<T>(
  { settings, script }: Own,
  self: OpenRun,
  body: (context: RunContext) => Promise<T>,
): Promise<T> {
  const context = makeRunContext(settings, script, self);
  return inRunScope(context, () => body(context));
}

function tell({ choice }: Chosen, { record }: OpenRun): void {
  record.choose(choice);
  for (const line of choice.lines) record.log.write("log", line);
}
