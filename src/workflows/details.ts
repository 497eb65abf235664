// What Temporal's UI shows of a running workflow (current details): phases, open gates. Markdown, costs no history.
import type { GateView, PhaseView } from "../protocol/run-views.ts";

const SHOWN = 40;

export function toDetails(name: string, phases: readonly PhaseView[], gates: readonly GateView[]): string {
  const lines = [`**${escapeMarkdown(name)}**`];
  for (const phase of phases.slice(0, SHOWN)) {
    const { queued, working, done, failed } = phase;
    lines.push(
      `- ${escapeMarkdown(phase.title)}: ${done} done, ${working} working, ${queued} queued, ${failed} failed`,
    );
  }
  for (const gate of gates.slice(0, SHOWN))
    lines.push(`- **waits for a person**, gate ${gate.id}: ${escapeMarkdown(gate.question)}`);
  return lines.join("\n");
}

function escapeMarkdown(text: string): string {
  return text
    .slice(0, 200)
    .replace(/\s+/g, " ")
    .replace(/[\\`*_[\]<>#|~]/g, "\\$&");
}
