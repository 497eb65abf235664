// What is wrong with a version of a script: what the language says, then what only running finds.
import type { DryRun } from "../../protocol/dry-run.ts";
import { isRunFailureType, type RunFailureType } from "../../protocol/failures.ts";
import { cutText } from "../../protocol/json.ts";
import { PLAN_PROBLEMS_MAX_CHARS } from "../../protocol/limits.ts";
import type { RunSettings } from "../../protocol/run-input.ts";
import type { Diagnostic, PreparedScript } from "../../protocol/script.ts";
import { toActivityError } from "../activity-error.ts";
import { dryRun } from "../dry-run/dry-run.ts";
import { engineOf } from "../engine/engine-of.ts";
import { scriptEngines } from "../engine/preload.ts";
import type { OpenRun } from "../open-run.ts";
import { argsToSend } from "../typed-args.ts";
import { findingsOf } from "./dry-findings.ts";
import { agentsIfBad, agentsOf } from "./launch-plan.ts";
import { NO_ORACLE } from "./launch-warnings.ts";
import { wholeOutline } from "./whole-outline.ts";

export type Version = {
  readonly text: string;
  readonly settings: RunSettings;
  readonly workspace: string;
  readonly self: OpenRun;
};

/** `hints`: what it might do better, though it can run. `type`: of the failure, when nothing better comes. */
export type Judged =
  | { readonly kind: "wrong"; readonly type: RunFailureType; readonly problems: string }
  | {
      readonly kind: "sound";
      readonly script: PreparedScript;
      readonly dry: DryRun;
      readonly hints: readonly string[];
    };

export async function judgeVersion(version: Version): Promise<Judged> {
  const prepared = await prepare(version);
  if ("problems" in prepared) return prepared;
  const { settings, self } = version;
  const engines = engineOf(prepared);
  const dry = await dryRun({ settings, script: prepared, engines, now: self.ports.now() });
  const { review } = prepared;
  const problems = [
    ...prepared.warnings.map(warningText),
    ...(review === undefined ? [] : findingsOf(dry, review.outline)),
    ...tooMany(dry, agentsLeft(version)),
  ];
  if (problems.length > 0) return { kind: "wrong", type: "ScriptError", problems: toText(problems) };
  return { kind: "sound", script: prepared, dry, hints: hintsOf(prepared) };
}

async function prepare({ text, settings, workspace, self }: Version) {
  const { model, args } = settings;
  const runModel = model === null ? {} : { runModel: model };
  const about = { workspace, engine: scriptEngines.newest.id, review: true, ...runModel } as const;
  try {
    return await self.ports.prepareScript({ ref: { kind: "text", text }, ...about, ...argsToSend(args) });
  } catch (thrown) {
    const { type, message, cancelled } = toActivityError(thrown);
    if (cancelled || !isRunFailureType(type)) throw thrown;
    return { kind: "wrong" as const, type, problems: cutText(message, PLAN_PROBLEMS_MAX_CHARS) };
  }
}

function warningText({ line, column, code, message, advice, frame }: Diagnostic): string {
  return `${line}:${column} ${code} ${message}\n${advice}\n${frame}`;
}

/** What planning took is taken. */
function agentsLeft({ settings, self }: Version): number {
  return settings.maxAgents - self.record.agents.asked;
}

/** The planner's next answer takes one of those that are left. */
function tooMany(dry: DryRun, left: number): string[] {
  const most = Math.max(agentsOf(dry.well), agentsIfBad(dry));
  if (most <= left) return [];
  const after = `the run may have ${left} more, and ${Math.max(0, left - 1)} after your next answer`;
  return [`it asks for ${most} agents in a dry run; ${after}. Put several pieces into one agent's prompt`];
}

function hintsOf(script: PreparedScript): string[] {
  if (script.review === undefined) return [];
  const { judged, agents } = wholeOutline(script, script.review.outline);
  return judged || agents.length === 0 ? [] : [NO_ORACLE];
}

function toText(problems: readonly string[]): string {
  return cutText(problems.map((problem) => `- ${problem}`).join("\n"), PLAN_PROBLEMS_MAX_CHARS);
}
