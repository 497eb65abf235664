// What an agent did in its attempts so far, step by step: a step is a turn with what came after it, up to the next one.
// The loop runs over it again and finds what is done already, so that a continued agent does as an undisturbed one.
import type { EntryOf, Terms, TranscriptEntry } from "./transcript/entry.ts";

export type Step = {
  /** `null` before the first turn. */
  readonly turn: EntryOf<"turn"> | null;
  /** Words for the model, in order. */
  readonly words: readonly string[];
  /** By id of the tool call. */
  readonly begun: ReadonlyMap<string, EntryOf<"tool">>;
  readonly results: ReadonlyMap<string, EntryOf<"result">>;
  /** What was cut, and what was left out, before the next request: one entry each time. */
  readonly trimmed: readonly (readonly string[])[];
  readonly without: readonly string[];
};

export type Past = {
  /** What the conversation stands on; `null` as long as no turn is finished. */
  readonly terms: Terms | null;
  /** Finished turns. */
  readonly turns: number;
  /** Step 0 is what came before the first turn; a step that has not come is empty. */
  step(number: number): Step;
};

const EMPTY: Step = {
  turn: null,
  words: [],
  begun: new Map(),
  results: new Map(),
  trimmed: [],
  without: [],
};

export function makePast(entries: readonly TranscriptEntry[]): Past {
  const steps: TranscriptEntry[][] = [[]];
  for (const entry of entries) {
    if (entry.kind === "turn") steps.push([]);
    steps.at(-1)?.push(entry);
  }
  const made = steps.map(toStep);
  const opening = steps.length > 1 ? of("attempt", steps[0] ?? []).at(-1) : undefined;
  return {
    terms: opening === undefined ? null : toTerms(opening),
    turns: steps.length - 1,
    step: (number) => made[number] ?? EMPTY,
  };
}

/** Nothing of the entry itself: the next attempt writes one of its own, with its own time. */
function toTerms(entry: EntryOf<"attempt">): Terms {
  const { model, effort, agentType, readOnly, system, tools, schema, formerSchema, root } = entry;
  const former = formerSchema === undefined ? {} : { formerSchema };
  const held = readOnly === undefined ? {} : { readOnly };
  return { model, effort, agentType, system, tools, schema, root, ...former, ...held };
}

function toStep(entries: readonly TranscriptEntry[]): Step {
  return {
    turn: of("turn", entries)[0] ?? null,
    words: of("user", entries).map(({ content }) => content),
    begun: new Map(of("tool", entries).map((entry) => [entry.id, entry])),
    results: new Map(of("result", entries).map((entry) => [entry.id, entry])),
    trimmed: of("trimmed", entries).map(({ ids }) => ids),
    without: of("without", entries).map(({ parameter }) => parameter),
  };
}

export function of<Kind extends TranscriptEntry["kind"]>(
  kind: Kind,
  entries: readonly TranscriptEntry[],
): readonly EntryOf<Kind>[] {
  return entries.filter((entry): entry is EntryOf<Kind> => entry.kind === kind);
}
