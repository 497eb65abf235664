// Before the first agent: a person sees what is to run, and approves it, edits it, or says no (G07).
import type { DryRun } from "../../protocol/dry-run.ts";
import { cutText, type Json } from "../../protocol/json.ts";
import {
  DESCRIPTION_SHOWN_CHARS,
  FAILURE_MESSAGE_MAX_CHARS,
  PHASE_TITLE_MAX_CHARS,
  STATUS_ROWS,
} from "../../protocol/limits.ts";
import type { LaunchDetails } from "../../protocol/launch.ts";
import type { RunSettings } from "../../protocol/run-input.ts";
import type { GateRecord } from "../../protocol/run-views.ts";
import type { PreparedScript } from "../../protocol/script.ts";
import { linesOf } from "../../protocol/text-position.ts";
import { toActivityError } from "../activity-error.ts";
import { dryRun } from "../dry-run/dry-run.ts";
import { engineOf } from "../engine/engine-of.ts";
import type { GateQuestion } from "../gate-book.ts";
import type { OpenRun } from "../open-run.ts";
import { argsToSend } from "../typed-args.ts";
import { toLaunchPlan } from "./launch-plan.ts";

export type Launch = {
  readonly script: PreparedScript;
  readonly settings: RunSettings;
  /** When the script has been played already. */
  readonly dry?: DryRun;
  /** Shown beside the plan. */
  readonly more?: { readonly [key: string]: Json };
};

/** `note`: why not, in the person's words. An edited script is the one that was approved. */
export type LaunchEnd =
  | { readonly approved: true; readonly script: PreparedScript }
  | { readonly approved: false; readonly note: string | null; readonly by: string | null };

/** Asks, and waits. What is returned as approved is byte for byte what the person saw, or wrote. */
export async function askLaunch(launch: Launch, self: OpenRun): Promise<LaunchEnd> {
  const { script } = launch;
  const edited = new Map<string, PreparedScript>();
  const record = await askGate(
    {
      kind: "launch",
      question: `Start ${script.meta.name}?`,
      details: (await launchDetails(launch, self)) as unknown as Json,
      phase: null,
      approves: { hash: script.hash },
      takesText: async (text) => {
        const prepared = await prepareEdited(text, launch, self);
        edited.set(prepared.hash, prepared);
        return { hash: prepared.hash, edited: true };
      },
    },
    self,
  );
  // A question that cannot be asked is one that nobody approved.
  if (record?.outcome !== "approved") {
    return { approved: false, note: record?.note ?? null, by: record?.by ?? null };
  }
  return { approved: true, script: edited.get(hashOf(record)) ?? script };
}

/** Opens a gate and waits for its answer; `null` when it cannot be asked. Throws when the run is cancelled. */
export async function askGate(
  question: GateQuestion,
  { ports, gates }: Pick<OpenRun, "ports" | "gates">,
): Promise<GateRecord | null> {
  let end: { readonly record: GateRecord | null } | null = null;
  gates.ask(question).then(
    (record) => (end = { record }),
    () => (end = { record: null }),
  );
  await ports.until(() => end !== null);
  return (end as { readonly record: GateRecord | null } | null)?.record ?? null;
}

/** Cut to what a gate holds: a description may be as long as a script. */
export async function launchDetails(
  { script, settings, dry, more = {} }: Launch,
  { ports }: Pick<OpenRun, "ports">,
): Promise<LaunchDetails> {
  const { meta, hash, source, text, review } = script;
  const played = { settings, script, engines: engineOf(script), now: ports.now() };
  return {
    name: meta.name,
    description: cutText(meta.description, DESCRIPTION_SHOWN_CHARS),
    phases: meta.phases.slice(0, STATUS_ROWS).map(({ title }) => title.slice(0, PHASE_TITLE_MAX_CHARS)),
    hash,
    source,
    lines: linesOf(text).length,
    ...(review === undefined
      ? {}
      : { plan: toLaunchPlan({ script, review, settings, dry: dry ?? (await dryRun(played)) }) }),
    ...more,
  };
}

/** Throws what the sender reads. */
async function prepareEdited(text: string, { script, settings }: Launch, { ports }: OpenRun) {
  const { workspace, engine } = script;
  const about = { workspace, engine, ...argsToSend(settings.args), review: true } as const;
  const runModel = settings.model === null ? {} : { runModel: settings.model };
  try {
    return await ports.prepareScript({ ref: { kind: "text", text }, ...about, ...runModel });
  } catch (thrown) {
    const { message } = toActivityError(thrown);
    throw new Error(`the edited script cannot run: ${cutText(message, FAILURE_MESSAGE_MAX_CHARS)}`, {
      cause: thrown,
    });
  }
}

function hashOf({ value }: GateRecord): string {
  const { hash } = (value ?? {}) as { readonly hash?: unknown };
  return typeof hash === "string" ? hash : "";
}
