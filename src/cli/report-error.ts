// Every error leaves through here: on stderr as what was expected, what came, what to do; with --json on stdout too.
import type { Io } from "./io.ts";
import { EXIT } from "./exit-codes.ts";

type Reported = {
  readonly kind: string;
  readonly messages: readonly string[];
  readonly advice: string | null;
  readonly exitCode: number;
};

/** Reports and returns the exit code. */
export function reportError(error: unknown, io: Io, json: boolean): number {
  const reported = toReport(error);
  for (const message of reported.messages) io.err(`${io.errorColors.red("error:")} ${message}`);
  if (reported.advice !== null) io.err(reported.advice);
  if (json) {
    const { kind, messages, advice, exitCode } = reported;
    io.out(JSON.stringify({ error: { kind, message: messages.join("\n"), advice, exitCode } }));
  }
  return reported.exitCode;
}

// By name: the classes sit in modules that commands load lazily.
function toReport(error: unknown): Reported {
  if (!(error instanceof Error)) return unforeseen(String(error));
  const { advice = null, problems, kind } = error as { advice?: string; problems?: string[]; kind?: string };
  switch (error.name) {
    case "ConfigError":
      return { kind: "config", messages: problems ?? [error.message], advice: null, exitCode: EXIT.usage };
    case "UsageError":
      return { kind: "usage", messages: [error.message], advice, exitCode: EXIT.usage };
    case "CommandFailure":
      return { kind: "failed", messages: [error.message], advice, exitCode: EXIT.failed };
    case "ClientError":
      return { kind: kind ?? "refused", messages: [error.message], advice, exitCode: clientExit(kind) };
    default:
      return isServerAway(error) ? serverAway(error) : unforeseen(error.stack ?? error.message);
  }
}

function clientExit(kind: string | undefined): number {
  if (kind === "no-server" || kind === "no-worker") return EXIT.nobody;
  return kind === "refused" ? EXIT.failed : EXIT.usage;
}

const GRPC_DEADLINE_EXCEEDED = 4;
const GRPC_UNAVAILABLE = 14;

function isServerAway(error: Error): boolean {
  const { code } = (error.cause ?? error) as { code?: unknown };
  return code === GRPC_UNAVAILABLE || code === GRPC_DEADLINE_EXCEEDED;
}

function serverAway(error: Error): Reported {
  return {
    kind: "no-server",
    messages: [`The Temporal server went away in the middle of the request: ${error.message}`],
    advice: "Runs go on when it is back. See `pawl doctor`.",
    exitCode: EXIT.nobody,
  };
}

function unforeseen(message: string): Reported {
  return {
    kind: "unforeseen",
    messages: [message],
    advice: "This was not foreseen; please report it with what you ran.",
    exitCode: EXIT.failed,
  };
}
