// A run as plain lines, for pipes and logs: only what is new since the last look.
import type { RunEvent } from "../client/watch-run.ts";
import type { RunStatus } from "../protocol/run-result.ts";
import type { StatusView } from "../protocol/run-views.ts";
import type { Colors } from "./io.ts";
import { gateLines } from "./render/gates.ts";
import { logText } from "./render/log.ts";
import { phaseCounts } from "./render/status.ts";
import { visibleLine } from "./visible-text.ts";

type Snapshot = Extract<RunEvent, { kind: "snapshot" }>;

/** A function from one look to the lines that say what changed. It remembers the look before. */
export function makePlainFollower(colors: Colors): (snapshot: Snapshot, now: number) => string[] {
  const phases = new Map<string, string>();
  const gates = new Set<string>();
  let status: RunStatus = "running";
  let workerUp = true;
  return (snapshot, now) => {
    const lines: string[] = [];
    if (snapshot.run.open && snapshot.workerUp !== workerUp) {
      workerUp = snapshot.workerUp;
      lines.push(
        workerUp
          ? "A worker is up again."
          : "No worker is up. The run goes on as soon as one is: pawl worker.",
      );
    }
    if (snapshot.view === null) return lines;
    lines.push(...snapshot.lines.flatMap(logText), ...phaseNews(snapshot.view, phases));
    // The end has its own account; the run knows of it a moment before the server does.
    if (snapshot.run.open && snapshot.view.endedAt === null && snapshot.view.status !== status) {
      status = snapshot.view.status;
      lines.push(`status: ${status}`);
    }
    for (const gate of snapshot.view.gates.filter((one) => !gates.has(one.id))) {
      gates.add(gate.id);
      lines.push(...gateLines(gate, { workflowId: snapshot.run.workflowId, now, colors }));
    }
    return lines;
  };
}

function phaseNews(view: StatusView, known: Map<string, string>): string[] {
  const news = view.phases
    .map((phase) => ({ title: phase.title, counts: phaseCounts(phase) }))
    .filter(({ title, counts }) => (known.get(title) ?? "-") !== counts);
  for (const { title, counts } of news) known.set(title, counts);
  return news.map(({ title, counts }) => `phase ${visibleLine(title, 60)}: ${counts}`);
}
