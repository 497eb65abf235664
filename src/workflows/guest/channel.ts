// The guest's end of the wire: posts messages, keeps the map of pending calls, settles them when the host delivers.
import { isLongerThan, type Json } from "../../protocol/json.ts";
import { CALL_MAX_BYTES } from "../../protocol/limits.ts";
import type { GuestMessage, Rejection } from "../messages.ts";
import { toJsonText } from "./copy.ts";
import { PawlError, markRecorded } from "./errors.ts";

type Pending = {
  readonly resolve: (value: Json) => void;
  readonly reject: (error: Error) => void;
  /** Made at the call, so that its stack names the author's line if the call rejects (S12). */
  readonly failure: PawlError;
};
type WithoutId<T> = T extends { id: number } ? Omit<T, "id"> : never;
/** A message that asks for an answer, before it has its id. */
export type Request = WithoutId<GuestMessage>;

function toCallText(call: GuestMessage): string {
  const text = toJsonText(call);
  if (!isLongerThan(text, CALL_MAX_BYTES)) return text;
  throw new RangeError(
    `${call.t}() takes at most ${CALL_MAX_BYTES} bytes with its options, got at least ${text.length}; put the rest into a file`,
  );
}

export type Channel = ReturnType<typeof makeChannel>;

export function makeChannel(post: (text: string) => void) {
  const pending = new Map<number, Pending>();
  let lastId = 0;

  function tell(message: GuestMessage): void {
    post(toJsonText(message));
  }

  /** Posts a request, or rejects when it is too large to leave (A17: the script can catch it; the host checks again); `onId` learns the id at once, for those who may take it back. */
  function ask(request: Request, onId?: (id: number) => void): Promise<Json> {
    const id = ++lastId;
    const failure = new PawlError("", "");
    onId?.(id);
    return new Promise<Json>((resolve, reject) => {
      post(toCallText({ ...request, id } as GuestMessage));
      pending.set(id, { resolve, reject, failure });
    });
  }

  function resolve(id: number, value: Json): void {
    pending.get(id)?.resolve(value);
    pending.delete(id);
  }

  function reject(id: number, error: Rejection): void {
    const call = pending.get(id);
    if (call === undefined) return;
    const { failure } = call;
    failure.name = error.name;
    failure.message = error.message;
    call.reject(error.isRecorded ? markRecorded(failure) : failure);
    pending.delete(id);
  }

  return {
    tell,
    ask,
    resolve,
    reject,
    /** Forgets a call: it will never settle. */
    forget: (id: number): void => void pending.delete(id),
  };
}
