// What the SDK logs goes to stderr, warnings and worse only, its native half's too: stdout belongs to the command's output.
import { DefaultLogger, Runtime, type LogEntry } from "@temporalio/worker";
import type { Redactor } from "../agent/redact/redactor.ts";

/** By design: the agents' worker has no workflows, and how agents and runs fail stands in the run's own record. */
const EXPECTED = [
  "No workflows registered, not polling for workflow tasks",
  "Activity failed",
  "Workflow failed",
];
/** What the native client says of every request, a dozen a second while the server is away. */
const RETRIED = /^gRPC call \w+ retried \d+ times$/u;
/** Often enough to see that it is still so, seldom enough to leave room for anything else. */
const AWAY_EVERY_MS = 60_000;

let installed = false;

/** The runtime is one per process and cannot be installed twice. */
export function installQuietLogs(redactor: Redactor): void {
  if (installed) return;
  installed = true;
  const write = makeQuietWriter((line) => process.stderr.write(`${redactor.text(line)}\n`));
  Runtime.install({
    logger: new DefaultLogger("WARN", write),
    telemetryOptions: { logging: { filter: { core: "WARN", other: "ERROR" }, forward: {} } },
    shutdownSignals: [],
  });
}

/** Leaves out what is by design, and says once a minute what is said of every request. */
export function makeQuietWriter(writeLine: (line: string) => void): (entry: LogEntry) => void {
  let awayUntil = 0;
  return (entry) => {
    if (EXPECTED.includes(entry.message)) return;
    if (!RETRIED.test(entry.message)) return writeLine(toLine(entry));
    const at = toMs(entry);
    if (at < awayUntil) return;
    awayUntil = at + AWAY_EVERY_MS;
    const why = toText((entry.meta as { readonly error?: unknown } | undefined)?.error ?? null);
    writeLine(
      `${toTime(at)} [WARN] The Temporal server does not answer; the worker goes on with what it has and tries again. ${why}`,
    );
  };
}

function toLine(entry: LogEntry): string {
  const { level, message, meta } = entry;
  return `${toTime(toMs(entry))} [${level}] ${message}${meta === undefined ? "" : ` ${toText(meta)}`}`;
}

function toMs({ timestampNanos }: LogEntry): number {
  return Number(timestampNanos / 1_000_000n);
}

function toTime(ms: number): string {
  return new Date(ms).toISOString();
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
