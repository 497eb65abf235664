// What can go wrong between a person and a run. `kind` tells callers what to do, `advice` tells the person.

export type ClientErrorKind =
  /** No Temporal server answers at the address. */
  | "no-server"
  /** The server is up, but nothing polls the task queue. */
  | "no-worker"
  | "no-such-run"
  /** A prefix that several runs begin with. */
  | "ambiguous-run"
  /** The workflow id is taken. */
  | "run-exists"
  /** The run refused a message, or the server a request. */
  | "refused";

export class ClientError extends Error {
  override readonly name = "ClientError";
  readonly kind: ClientErrorKind;
  /** One or more sentences: what to do. */
  readonly advice: string;
  constructor(kind: ClientErrorKind, message: string, advice: string) {
    super(message);
    this.kind = kind;
    this.advice = advice;
  }
}

/** By name, since two copies of this module may be loaded. */
export function isClientError(error: unknown): error is ClientError {
  return error instanceof Error && error.name === "ClientError";
}
