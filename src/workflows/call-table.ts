// The script's open calls and the events that settle them: the inbox of the next delivery.
import type { Json } from "../protocol/json.ts";
import type { HostEvent, Rejection } from "./messages.ts";
import { CallRejection, CallStopped } from "./run-context.ts";

export class CallTable {
  readonly #open = new Set<number>();
  #inbox: HostEvent[] = [];

  /** Opens a call that the work settles; `before` adds what the script must know first. */
  settleBy(id: number, work: Promise<Json>, before?: () => HostEvent): void {
    this.#open.add(id);
    work.then(
      (value) => this.resolve(id, value, before),
      (error: unknown) => this.reject(id, error, before),
    );
  }

  /** Opens a call that `resolve` or `reject` settles later. */
  keepOpen(id: number): void {
    this.#open.add(id);
  }

  resolve(id: number, value: Json, before?: () => HostEvent): void {
    this.#settle(id, { t: "resolve", id, value }, before);
  }

  /** A call of a run that is being stopped never settles (A15). */
  reject(id: number, error: unknown, before?: () => HostEvent): void {
    if (error instanceof CallStopped) return;
    this.#settle(id, { t: "reject", id, error: toRejection(error) }, before);
  }

  /** Tells the script something that settles nothing. */
  tell(event: HostEvent): void {
    this.#inbox.push(event);
  }

  forget(id: number): void {
    this.#open.delete(id);
  }

  get openCount(): number {
    return this.#open.size;
  }

  get isEmpty(): boolean {
    return this.#inbox.length === 0;
  }

  takeInbox(): HostEvent[] {
    const events = this.#inbox;
    this.#inbox = [];
    return events;
  }

  #settle(id: number, event: HostEvent, before: (() => HostEvent) | undefined): void {
    if (!this.#open.delete(id)) return;
    if (before !== undefined) this.#inbox.push(before());
    this.#inbox.push(event);
  }
}

function toRejection(error: unknown): Rejection {
  const isRecorded = error instanceof CallRejection && error.isRecorded;
  return error instanceof Error
    ? { name: error.name, message: error.message, isRecorded }
    : { name: "Error", message: String(error), isRecorded };
}
