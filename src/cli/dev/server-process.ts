// The Temporal dev server on a database file, as a child that cannot outlive us.
import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { SEARCH_ATTRIBUTES } from "../../protocol/names.ts";

export type ServerProcess = {
  readonly program: string;
  readonly port: number;
  readonly uiPort: number;
  readonly namespace: string;
  readonly database: string;
  readonly logFile: string;
};

export function serverArguments({ port, uiPort, namespace, database }: ServerProcess): string[] {
  const attributes = Object.entries(SEARCH_ATTRIBUTES);
  return [
    "server",
    "start-dev",
    "--ip=127.0.0.1",
    `--port=${port}`,
    "--ui-ip=127.0.0.1",
    `--ui-port=${uiPort}`,
    `--namespace=${namespace}`,
    `--db-filename=${database}`,
    // Half the time per agent (measured).
    "--sqlite-pragma=journal_mode=wal",
    "--log-level=error",
    ...attributes.map(([name, type]) => `--search-attribute=${name}=${type}`),
    // Fairness between runs needs both.
    "--dynamic-config-value=matching.useNewMatcher=true",
    "--dynamic-config-value=matching.enableFairness=true",
  ];
}

// The server knows nothing of us. A shell leaves a watcher behind and becomes the server: when our end of its stdin
// closes, however we died, the watcher ends it. A background job of a shell has no stdin of its own, hence descriptor 3.
const KEEPER = `
exec 3<&0
server=$$
(read -r _ <&3; kill -TERM "$server") 2>/dev/null &
exec "$@" 3<&- </dev/null
`;

export function startServerProcess(server: ServerProcess, env: NodeJS.ProcessEnv): ChildProcess {
  const log = openSync(server.logFile, "a");
  try {
    return spawn("/bin/sh", ["-c", KEEPER, "pawl-keeper", server.program, ...serverArguments(server)], {
      env,
      detached: true,
      stdio: ["pipe", log, log],
    });
  } finally {
    closeSync(log);
  }
}

/** The last lines the server wrote: why it did not start. */
export function serverLogTail(file: string, lines = 2): string {
  try {
    return readFileSync(file, "utf8").trimEnd().split("\n").slice(-lines).join("\n");
  } catch {
    return "";
  }
}
