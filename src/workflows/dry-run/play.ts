// One play of a script: the real engine and the real primitives, in a world that answers at once.
import type { DryEnd, DryMood, DryPlay } from "../../protocol/dry-run.ts";
import { cutText } from "../../protocol/json.ts";
import {
  CONCURRENCY_MAX,
  DRY_AGENTS_MAX,
  DRY_FUEL_SHARE,
  FAILURE_MESSAGE_MAX_CHARS,
} from "../../protocol/limits.ts";
import type { RunSettings } from "../../protocol/run-input.ts";
import type { PreparedScript } from "../../protocol/script.ts";
import type { EngineFactory } from "../engine/engine.ts";
import { GateBook } from "../gate-book.ts";
import { MailBook } from "../mail-book.ts";
import { makeRunContext } from "../make-run-context.ts";
import { RunFailure } from "../run-failure.ts";
import { RunRecord } from "../run-record.ts";
import { runScript } from "../script-run.ts";
import { DryEndReached, DryWorld, OVER } from "./dry-world.ts";

export type Played = {
  readonly settings: RunSettings;
  readonly script: PreparedScript;
  readonly engines: EngineFactory;
  readonly now: number;
};

type Outcome = Pick<DryPlay, "end" | "problem" | "line">;

/** Makes no commands and takes a bounded time. Never throws for anything that the script does. */
export async function play(mood: DryMood, { settings, script, engines, now }: Played): Promise<DryPlay> {
  const { nested = [], review } = script;
  const types = review?.types ?? [];
  const world: DryWorld = new DryWorld({ mood, now, nested, types, open: () => record.agents.open });
  const record = new RunRecord(world.ports.now, script.meta.name);
  const gates: GateBook = new GateBook({
    ...world.ports,
    log: () => undefined,
    changed: () => world.gatesChanged(gates),
  });
  // Everybody at once: the window is the run's, and how wide it would go is what is asked.
  const dry: RunSettings = { ...settings, concurrency: CONCURRENCY_MAX, maxAgents: DRY_AGENTS_MAX };
  const mail = new MailBook({ now: world.ports.now, log: () => undefined });
  const context = makeRunContext(dry, script, { ports: world.ports, record, gates, mail });
  const outcome = await runScript(context, withShare(engines)).then(returned, (error: unknown) =>
    toOutcome(error, world, script),
  );
  context.close();
  const { widest, checks, merges, gates: asked } = world;
  const seen = { nested: world.nested.played(), unseen: world.nested.unseen() };
  return { mood, ...outcome, agents: world.agents(), widest, checks, merges, gates: asked, ...seen };
}

function withShare({ id, make }: EngineFactory): EngineFactory {
  return { id, make: (options) => make({ ...options, share: DRY_FUEL_SHARE }) };
}

function returned(): Outcome {
  return { end: "returned", problem: null, line: null };
}

function toOutcome(error: unknown, world: DryWorld, { meta }: PreparedScript): Outcome {
  if (error instanceof DryEndReached) return { end: error.end, problem: error.message, line: null };
  if (!(error instanceof RunFailure)) throw error;
  const problem = cutText(error.message, FAILURE_MESSAGE_MAX_CHARS);
  return { end: endOf(error, world), problem, line: lineOf(error.message, meta.name) };
}

function endOf({ type, message }: RunFailure, { isOver }: DryWorld): DryEnd {
  if (isOver && message.includes(OVER)) return "unended";
  if (type === "AgentLimit") return "unended";
  if (type === "BudgetExceeded") return "budget";
  if (type === "ScriptLimit") return "limit";
  return message.startsWith("The script waits for something") ? "stuck" : "threw";
}

/** Of the place that a failure names, `    at name:12:5`; `null` for one in a script that it calls. */
function lineOf(message: string, script: string): number | null {
  const [, name, line] = /\n {4}at ([^\n]*):(\d+):\d+(?:\n|$)/.exec(message) ?? [];
  return name === script ? Number(line) : null;
}
