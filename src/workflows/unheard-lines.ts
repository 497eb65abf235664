// What the log says at the end of a run of words that nobody has heard.
import { STATUS_ROWS } from "../protocol/limits.ts";
import type { Unheard } from "../protocol/mail.ts";

export function unheardLines(unheard: readonly Unheard[]): string[] {
  const more = unheard.slice(STATUS_ROWS);
  const messages = more.reduce((sum, one) => sum + one.messages, 0);
  return [
    ...unheard.slice(0, STATUS_ROWS).map(toLine),
    ...(more.length === 0 ? [] : [`nor ${plural(messages)} to ${more.length} other names`]),
  ];
}

/** An agent may have read them and failed: then nobody can go on with that conversation. */
function toLine({ to, messages, listened }: Unheard): string {
  const whom = to === "" ? "whoever would listen first" : to;
  return `nobody who came to an end has read ${plural(messages)} to ${whom}${listened ? "" : "; nobody has listened so"}`;
}

function plural(messages: number): string {
  return `${messages} ${messages === 1 ? "message" : "messages"}`;
}
