// Recorded histories, bent on purpose: what a changed program would look like from the other side.

export type HistoryEvent = {
  readonly eventType: string;
  readonly activityTaskScheduledEventAttributes?: { readonly activityType?: { readonly name: string } };
};
export type History = { readonly events: readonly HistoryEvent[] };

/** Replaces a text everywhere, inside payloads too. Throws when it is nowhere. */
export function changedText(history: History, from: string, to: string): History {
  let found = false;
  const replace = (text: string): string => {
    found ||= text.includes(from);
    return text.replaceAll(from, to);
  };
  const walk = (value: unknown, key = ""): unknown => {
    if (Array.isArray(value)) return value.map((each) => walk(each));
    if (typeof value === "object" && value !== null)
      return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, walk(each, name)]));
    if (typeof value !== "string") return value;
    if (key !== "data") return JSON.parse(replace(JSON.stringify(value))) as unknown;
    return Buffer.from(replace(Buffer.from(value, "base64").toString("utf8"))).toString("base64");
  };
  const changed = walk(history) as History;
  if (!found) throw new Error(`the history does not hold ${from}`);
  return changed;
}
