// Tokens and dollars of a plan: its agents by what one of the usual size takes. A guess, and it says of what.
import { DRY_MOOD_WORDS, type DryAgents, type DryPlay, type DryRun } from "../../protocol/dry-run.ts";
import { cutText } from "../../protocol/json.ts";
import type { LaunchEstimate, UnpricedAgents, WorseCase } from "../../protocol/launch.ts";
import {
  DRY_LIST_ITEMS,
  ESTIMATE_CACHED_TOKENS,
  ESTIMATE_INPUT_TOKENS,
  ESTIMATE_OUTPUT_TOKENS,
  LABEL_CHARS,
  PHASE_TITLE_MAX_CHARS,
} from "../../protocol/limits.ts";
import type { ReviewedModel, ScriptReview } from "../../protocol/script-review.ts";

type Estimated = {
  readonly dry: DryRun;
  readonly review: ScriptReview;
  /** Answers decide how many agents there will be. */
  readonly atLeast: boolean;
};

export function estimate({ dry, review, atLeast }: Estimated): LaunchEstimate {
  const cost = costOf(dry.well, review);
  const worse = worseCase(cost, { dry, review, atLeast });
  return {
    inputTokens: cost.agents * ESTIMATE_INPUT_TOKENS,
    cachedTokens: cost.agents * ESTIMATE_CACHED_TOKENS,
    outputTokens: cost.agents * ESTIMATE_OUTPUT_TOKENS,
    usd: cost.usd,
    ...(cost.unpriced.length === 0 ? {} : { unpriced: cost.unpriced }),
    basis: basisOf(cost, review, dry.well),
    ...(worse === null ? {} : { worse }),
  };
}

type Cost = {
  readonly agents: number;
  readonly usd: number | null;
  readonly unpriced: readonly UnpricedAgents[];
};

function costOf({ agents }: DryPlay, review: ScriptReview): Cost {
  const priced = agents.map(({ model, count }) => ({ model: modelOf(model, review), count }));
  const known = priced.filter(({ model }) => model.usd !== null);
  const unknown = new Map<string, number>();
  for (const { model, count } of priced)
    if (model.usd === null) unknown.set(model.id, (unknown.get(model.id) ?? 0) + count);
  return {
    agents: countOf(agents),
    usd:
      known.length === 0 && unknown.size > 0
        ? null
        : known.reduce((sum, { model, count }) => sum + count * (model.usd ?? 0), 0),
    unpriced: toRows(unknown),
  };
}

/** A script may make up as many names of models as it has agents. */
function toRows(unknown: ReadonlyMap<string, number>): UnpricedAgents[] {
  const rows = [...unknown].map(([model, agents]) => ({ model: cutText(model, LABEL_CHARS), agents }));
  const [shown, more] = [rows.slice(0, UNPRICED_SHOWN), rows.slice(UNPRICED_SHOWN)];
  const others = more.reduce((sum, { agents }) => sum + agents, 0);
  return others === 0 ? shown : [...shown, { model: "other models", agents: others }];
}

const UNPRICED_SHOWN = 5;

export function countOf(agents: readonly DryAgents[]): number {
  return agents.reduce((sum, { count }) => sum + count, 0);
}

/** The dearest of the plays that go badly, where that takes more than the good one. */
function worseCase(good: Cost, { dry, review, atLeast }: Estimated): WorseCase | null {
  let worst: WorseCase | null = null;
  for (const play of [dry.red, dry.badly]) {
    if (play === null) continue;
    const { agents, usd } = costOf(play, review);
    if (!isMore({ agents, usd }, worst ?? good)) continue;
    const isCut = play.end === "unended" || play.end === "limit";
    worst = { when: DRY_MOOD_WORDS[play.mood], agents, usd, atLeast: atLeast || isCut };
  }
  return worst;
}

type Figures = Pick<Cost, "agents" | "usd">;

function isMore(one: Figures, other: Figures): boolean {
  return one.agents > other.agents || (one.agents === other.agents && (one.usd ?? 0) > (other.usd ?? 0));
}

function modelOf(name: string | null, { runModel, models }: ScriptReview): ReviewedModel {
  if (name === null || name === "inherit") return runModel;
  return Object.hasOwn(models, name) ? (models[name] ?? runModel) : { id: name, usd: null };
}

function basisOf({ agents, unpriced }: Cost, { pricesOf }: ScriptReview, well: DryPlay): string {
  const names = unpriced.map(({ model }) => model).join(", ");
  const priced = agents > unpriced.reduce((sum, one) => sum + one.agents, 0);
  return [
    `${agents} agents of a dry run in which agents answer, checks are green, and every list that an agent answers has ${DRY_LIST_ITEMS} items${nestedWords(well)}`,
    `each taken as ${ESTIMATE_INPUT_TOKENS} tokens in, which are written to the cache, ${ESTIMATE_CACHED_TOKENS} from the cache, ${ESTIMATE_OUTPUT_TOKENS} out`,
    ...(priced || unpriced.length === 0 ? [`list prices of ${pricesOf}`] : []),
    ...(unpriced.length === 0
      ? []
      : [`no price is known for ${names}, and what its agents take is not in the dollars`]),
  ].join("; ");
}

function nestedWords({ nested, unseen }: DryPlay): string {
  const along = nested.length === 0 ? "" : `, with those of ${listed(nested)} as read when this was shown`;
  const names = unseen.map(({ name }) => name);
  return names.length === 0 ? along : `${along}, without those of ${listed(names)}`;
}

function listed(names: readonly string[]): string {
  return cutText(names.join(", "), PHASE_TITLE_MAX_CHARS);
}
