// The run's phases: declared ones from the start, in order; others as they come (W01). Counts by agent state.
import type { ScriptPhase } from "../protocol/script.ts";
import { PHASE_TITLE_MAX_CHARS } from "../protocol/limits.ts";
import type { AgentState, PhaseView } from "../protocol/run-views.ts";

type Counts = { queued: number; working: number; waiting: number; done: number; failed: number };

export type PhaseBook = ReturnType<typeof makePhaseBook>;

export function makePhaseBook() {
  const phases = new Map<string, Counts>();
  let current: string | null = null;

  function open(title: string): Counts {
    const known = phases.get(title);
    if (known !== undefined) return known;
    const counts = { queued: 0, working: 0, waiting: 0, done: 0, failed: 0 };
    phases.set(title, counts);
    return counts;
  }

  return {
    declare(declared: readonly ScriptPhase[]): void {
      for (const { title } of declared) open(title.slice(0, PHASE_TITLE_MAX_CHARS));
    },
    enter(title: string): void {
      open(title);
      current = title;
    },
    /** Moves one agent of a phase from a state to another. */
    move(title: string | null, from: AgentState | null, to: AgentState): void {
      if (title === null) return;
      const counts = open(title);
      if (from !== null) counts[columnOf(from)] -= 1;
      counts[columnOf(to)] += 1;
    },
    current: (): string | null => current,
    view: (): PhaseView[] => [...phases].map(([title, counts]) => ({ title, ...counts })),
  };
}

function columnOf(state: AgentState): keyof Counts {
  return state === "null" || state === "stopped" ? "failed" : state;
}
