// A real HTTP server of the Messages API on loopback that plays the model, so that everything but the model is the real thing.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { ControlEndpoint } from "./control-endpoint.ts";
import { makeExchange } from "./exchange.ts";
import { MessagesEndpoint } from "./messages-endpoint.ts";
import { RequestLog, type SimulatorLogEntry } from "./request-log.ts";
import { type Endpoints, route } from "./route.ts";
import { RuleBook } from "./rule-book.ts";
import type { Hold, Rule } from "./rules.ts";

export type { SimulatorLogEntry, SimulatorOutcome } from "./request-log.ts";

/** `port` 0 (the default) takes any free one; `logFile` is appended to. */
export type SimulatorOptions = {
  readonly rules?: readonly Rule[];
  readonly hold?: Hold;
  readonly port?: number;
  readonly logFile?: string;
};

export type Simulator = {
  /** What `ANTHROPIC_BASE_URL` wants: `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly port: number;
  /** Every model call so far, oldest first, those still open included. */
  readonly requests: () => readonly SimulatorLogEntry[];
  /** Puts rules in front of those that are there. Throws `RuleError`. */
  readonly addRules: (rules: readonly Rule[]) => void;
  /** Hangs up on everybody and frees the port. A second call waits for the first. */
  readonly close: () => Promise<void>;
};

const HOST = "127.0.0.1";
/** Longer than clients keep an idle connection, so that none is closed just as they use it again. */
const KEEP_ALIVE_MS = 60_000;

/** Rejects with `RuleError` for a wrong rule, and when the port is taken or the log file cannot be written. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const rules = new RuleBook();
  rules.add(options.rules ?? []);
  const log = new RequestLog(options.logFile ?? null);
  const server = makeServer({
    messages: new MessagesEndpoint(rules, log, options.hold),
    control: new ControlEndpoint(rules, log),
  });
  const port = await listen(server, options.port ?? 0);
  let closing: Promise<void> | null = null;
  return {
    url: `http://${HOST}:${port}`,
    port,
    requests: () => log.entries(),
    addRules: (added) => rules.add(added),
    close: () => (closing ??= close(server, log)),
  };
}

function makeServer(endpoints: Endpoints): Server {
  let requests = 0;
  return createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    requests += 1;
    void route(makeExchange(request, response, requests), endpoints);
  });
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) =>
      reject(new Error(`the simulator cannot listen on ${HOST}:${port}: ${error.message}`)),
    );
    server.listen(port, HOST, resolve);
  });
  return (server.address() as AddressInfo).port;
}

async function close(server: Server, log: RequestLog): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
  log.close();
}
