// A connection to the Temporal server, or a clear error within seconds.
import {
  Client,
  Connection,
  defaultGrpcRetryOptions,
  isGrpcServiceError,
  makeGrpcRetryInterceptor,
  type ConnectionOptions,
} from "@temporalio/client";
import { ClientError } from "./client-error.ts";
import { CONNECT_TIMEOUT_MS } from "../protocol/limits.ts";

/** Where the server is and which queue runs are started on; a `Config` fits. */
export type ServerSettings = {
  readonly temporal: {
    readonly address: string;
    readonly namespace: string;
    readonly connection: ConnectionOptions;
  };
  readonly taskQueue: string;
};

type Interceptor = ReturnType<typeof makeGrpcRetryInterceptor>;

export type Session = {
  readonly client: Client;
  readonly connection: Connection;
  readonly address: string;
  readonly namespace: string;
  readonly taskQueue: string;
};

/** Connects. Throws `ClientError` of kind `no-server`, or `refused` when a server answers but will not have us. */
export async function connect(settings: ServerSettings, timeoutMs = CONNECT_TIMEOUT_MS): Promise<Session> {
  const { address, namespace, connection: options } = settings.temporal;
  const patience = { connected: false };
  const connection = Connection.lazy({
    ...options,
    connectTimeout: timeoutMs,
    interceptors: [retryOnceConnected(patience)],
  });
  try {
    await connection.withDeadline(Date.now() + timeoutMs, () =>
      connection.workflowService.describeNamespace({ namespace }),
    );
    patience.connected = true;
  } catch (error) {
    await connection.close();
    throw connectionError(error, address, namespace);
  }
  const client = new Client({ connection, namespace });
  return { client, connection, address, namespace, taskQueue: settings.taskQueue };
}

/** A port where nobody listens says so at once; retrying the first call would only delay the news. */
function retryOnceConnected(patience: { readonly connected: boolean }): Interceptor {
  const usual = defaultGrpcRetryOptions();
  return makeGrpcRetryInterceptor({
    ...usual,
    retryableDecider: (attempt, status) => patience.connected && usual.retryableDecider(attempt, status),
  });
}

/** Whether a server answers at the address. Never throws. */
export async function serverAnswers(settings: ServerSettings, timeoutMs: number): Promise<boolean> {
  try {
    const session = await connect(settings, timeoutMs);
    await session.connection.close();
    return true;
  } catch (error) {
    return error instanceof ClientError && error.kind === "refused";
  }
}

const GRPC_NOT_FOUND = 5;
const GRPC_PERMISSION_DENIED = 7;
const GRPC_UNAUTHENTICATED = 16;

function connectionError(error: unknown, address: string, namespace: string): ClientError {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const code = isGrpcServiceError(cause) ? cause.code : null;
  if (code === GRPC_NOT_FOUND) {
    return new ClientError(
      "refused",
      `The Temporal server at ${address} has no namespace ${JSON.stringify(namespace)}.`,
      "Set TEMPORAL_NAMESPACE, or make it: temporal operator namespace create --namespace NAME.",
    );
  }
  if (code === GRPC_PERMISSION_DENIED || code === GRPC_UNAUTHENTICATED) {
    return new ClientError(
      "refused",
      `The Temporal server at ${address} does not let us in.`,
      "Check TEMPORAL_API_KEY, the TLS settings and TEMPORAL_NAMESPACE, or the profile in the Temporal CLI's configuration.",
    );
  }
  return new ClientError(
    "no-server",
    `Expected a Temporal server at ${address}; none answered.`,
    "Start one with `pawl dev`, or set TEMPORAL_ADDRESS to where yours is.",
  );
}
