// What every long activity that is not an agent does beside its work: tell the server that it is alive, and hear from
// it that it is to end.
import { ApplicationFailure, type Context } from "@temporalio/activity";
import { HEARTBEAT_EVERY_MS } from "../protocol/limits.ts";

/** Runs `act` with heartbeats at once and every second. When it was told to end, it fails as Temporal expects it. */
export async function whileBeating<T>(
  context: Context,
  act: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  // Before anything else: cancellation reaches an activity with its heartbeats only.
  context.heartbeat();
  const pulse = setInterval(() => context.heartbeat(), HEARTBEAT_EVERY_MS);
  try {
    return await act(context.cancellationSignal);
  } catch (error) {
    if (!context.cancellationSignal.aborted) throw error;
    if (context.cancellationDetails?.workerShutdown) {
      // A worker going down is no stop of the run: another one takes it up.
      throw ApplicationFailure.retryable("The worker was shut down in the middle of it.", "WorkerLost");
    }
    // `cancelled` rejects with the failure that Temporal knows as such.
    return await context.cancelled;
  } finally {
    clearInterval(pulse);
  }
}
