// Tells a server that is away from a server that says no.
import { isGrpcServiceError } from "@temporalio/client";

const GRPC_CANCELLED = 1;
const GRPC_DEADLINE_EXCEEDED = 4;
const GRPC_NOT_FOUND = 5;
const GRPC_UNAVAILABLE = 14;

function grpcCode(error: unknown): number | null {
  if (isGrpcServiceError(error)) return error.code;
  if (error instanceof Error && error.cause !== undefined) return grpcCode(error.cause);
  return null;
}

/** The connection is broken or the server is down; the same request may succeed later. */
export function isUnreachable(error: unknown): boolean {
  const code = grpcCode(error);
  return code === GRPC_UNAVAILABLE || code === GRPC_CANCELLED || code === GRPC_DEADLINE_EXCEEDED;
}

export function isNotFound(error: unknown): boolean {
  if (error instanceof Error && error.name === "WorkflowNotFoundError") return true;
  return grpcCode(error) === GRPC_NOT_FOUND;
}
