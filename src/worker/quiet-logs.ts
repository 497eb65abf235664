// The SDK's runtime logs to stderr, warnings and worse only: stdout belongs to the command's output.
import { DefaultLogger, Runtime, type LogEntry } from "@temporalio/worker";
import type { Redactor } from "../agent/redact/redactor.ts";

/** By design: the agents' worker has no workflows, and how agents and runs fail stands in the run's own record. */
const EXPECTED = [
  "No workflows registered, not polling for workflow tasks",
  "Activity failed",
  "Workflow failed",
];

let installed = false;

/** The runtime is one per process and cannot be installed twice. */
export function installQuietLogs(redactor: Redactor): void {
  if (installed) return;
  installed = true;
  const write = (entry: LogEntry): void => {
    if (!EXPECTED.includes(entry.message)) process.stderr.write(`${redactor.text(toLine(entry))}\n`);
  };
  Runtime.install({ logger: new DefaultLogger("WARN", write), shutdownSignals: [] });
}

function toLine({ level, message, meta, timestampNanos }: LogEntry): string {
  const at = new Date(Number(timestampNanos / 1_000_000n)).toISOString();
  return `${at} [${level}] ${message}${meta === undefined ? "" : ` ${toText(meta)}`}`;
}

function toText(meta: unknown): string {
  try {
    return (
      JSON.stringify(meta, (_key, value: unknown) => (value instanceof Error ? String(value) : value)) ?? ""
    );
  } catch {
    return String(meta);
  }
}
