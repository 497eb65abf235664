// What is known of each model beside its price: dated data. Source: the vendor's model pages, 2026-11.

export type ModelFacts = {
  /** Tokens that the model can read at once. */
  readonly contextTokens: number;
  /** The most it writes in one answer. */
  readonly outputTokens: number;
  /** Whether requests may name an effort; other models answer 400. */
  readonly effort: boolean;
};

const LARGE: ModelFacts = { contextTokens: 1_000_000, outputTokens: 128_000, effort: true };
const SMALL: ModelFacts = { contextTokens: 200_000, outputTokens: 64_000, effort: true };
const SMALL_WITHOUT_EFFORT: ModelFacts = { ...SMALL, effort: false };
/** Of a model that nobody here knows, behind a gateway perhaps: what every model of the table can do. */
const UNKNOWN: ModelFacts = SMALL;

export const MODEL_FACTS: Readonly<Record<string, ModelFacts>> = {
  "claude-fable-5-2": LARGE,
  "claude-mythos-5-2": LARGE,
  "claude-fable-5-1": LARGE,
  "claude-mythos-5-1": LARGE,
  "claude-fable-5": LARGE,
  "claude-mythos-5": LARGE,
  "claude-opus-5-5": LARGE,
  "claude-opus-5": LARGE,
  "claude-opus-4-8": LARGE,
  "claude-opus-4-7": LARGE,
  "claude-opus-4-6": LARGE,
  "claude-opus-4-5": SMALL,
  "claude-sonnet-5-5": LARGE,
  "claude-sonnet-5": LARGE,
  "claude-sonnet-4-6": SMALL,
  "claude-sonnet-4-5": SMALL_WITHOUT_EFFORT,
  "claude-haiku-5-5": LARGE,
  "claude-haiku-4-5": SMALL_WITHOUT_EFFORT,
};

/** Of a model nobody here knows: what the small ones can do. */
export function factsOf(
  model: string,
  facts: Readonly<Record<string, ModelFacts>> = MODEL_FACTS,
): ModelFacts {
  for (const id of [model, undated(model)]) if (Object.hasOwn(facts, id)) return facts[id] ?? UNKNOWN;
  return UNKNOWN;
}

/** Ids may carry the day of their release: claude-haiku-4-5-20251001. */
export function undated(model: string): string {
  return model.replace(/-\d{8}$/, "");
}
