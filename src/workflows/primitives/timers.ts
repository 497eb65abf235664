// The host's half of setTimeout, clearTimeout and sleep: timers of the server (W08).
import type { Json } from "../../protocol/json.ts";
import type { GuestCall } from "../messages.ts";
import type { RunPorts, Timer } from "../ports.ts";
import { CallStopped } from "../run-context.ts";

export function makeTimers(ports: Pick<RunPorts, "timer">) {
  const running = new Map<number, Timer>();
  return {
    async run({ id, ms }: GuestCall<"timer">): Promise<Json> {
      const timer = ports.timer(ms);
      running.set(id, timer);
      try {
        await timer.fired;
        return null;
      } catch {
        throw new CallStopped(); // cleared, or the run is being stopped: it never fires
      } finally {
        running.delete(id);
      }
    },
    clear(id: number): void {
      running.get(id)?.cancel();
    },
  };
}
