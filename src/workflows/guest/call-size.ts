// A call is bounded in size before it leaves the script, so that the script can catch it (A17). The host checks again.
import { CALL_MAX_BYTES } from "../../protocol/limits.ts";
import { isLongerThan } from "../../protocol/json.ts";
import type { Request } from "./channel.ts";
import { toJsonText } from "./copy.ts";

/** @param call as the error names it: `agent()` */
export function refuseLarge(call: string, request: Request): Request {
  const text = toJsonText(request);
  if (!isLongerThan(text, CALL_MAX_BYTES)) return request;
  throw new RangeError(
    `${call} takes at most ${CALL_MAX_BYTES} bytes with its options, got ${text.length} or more; put the rest into a file`,
  );
}
