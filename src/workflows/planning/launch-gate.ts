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
import type { OpenRun } from "../open-run.ts";
import { argsToSend } from "../typed-args.ts";
import { askStartGate } from "./start-gate.ts";
import { toLaunchPlan } from "./launch-plan.ts";

export type Launch = {
  readonly script: PreparedScript;
  readonly settings: RunSettings;
  /** Who has said yes beforehand. */
  readonly approvedBy: string | null;
  /** When the script has been played already. */
  readonly dry?: DryRun;
  /** Shown beside the plan. */
  readonly more?: Pick<LaunchDetails, "task" | "version" | "assumed" | "system">;
};

/** `note`: why not, in the person's words. An edited script is the one that was approved. */
export type LaunchEnd =
  | { readonly approved: true; readonly script: PreparedScript }
  | { readonly approved: false; readonly note: string | null; readonly by: string | null };

/**
 * Asks, and waits. What is returned as approved is byte for byte what the person saw, or wrote. Throws `RunFailure` when
 * it cannot be asked.
 */
export async function askLaunch(launch: Launch, self: OpenRun): Promise<LaunchEnd> {
  const { script } = launch;
  const edited = new Map<string, PreparedScript>();
  const record = await askStartGate(
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
    launch.approvedBy,
    self,
  );
  if (record === null || record.outcome !== "approved") {
    return { approved: false, note: record?.note ?? null, by: record?.by ?? null };
  }
  return { approved: true, script: edited.get(hashOf(record)) ?? script };
}

/** Cut to what a gate holds: a description may be as long as a script. */
export async function launchDetails(
  { script, settings, dry, more = {} }: Launch,
  { ports, record }: Pick<OpenRun, "ports" | "record">,
): Promise<LaunchDetails> {
  const { meta, hash, source, text, review } = script;
  const played = { settings, script, engines: engineOf(script), now: ports.now() };
  const agentsLeft = settings.maxAgents - record.agents.asked;
  return {
    name: meta.name,
    description: cutText(meta.description, DESCRIPTION_SHOWN_CHARS),
    phases: meta.phases.slice(0, STATUS_ROWS).map(({ title }) => title.slice(0, PHASE_TITLE_MAX_CHARS)),
    hash,
    source,
    lines: linesOf(text).length,
    ...(review === undefined
      ? {}
      : {
          plan: toLaunchPlan({ script, review, settings, agentsLeft, dry: dry ?? (await dryRun(played)) }),
        }),
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
