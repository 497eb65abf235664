// The models the simulator plays: enough of each to refuse what the real API refuses.

export type SimulatedModel = {
  readonly id: string;
  readonly contextTokens: number;
  readonly outputTokens: number;
  /** Newer models answer 400 to a `tool_choice` that forces a call. */
  readonly forcedToolChoice: boolean;
  /** Newer models answer 400 to a conversation that ends with the assistant. */
  readonly prefill: boolean;
};

const OLD = { forcedToolChoice: true, prefill: true };
const MIDDLE = { forcedToolChoice: true, prefill: false };
const NEW = { forcedToolChoice: false, prefill: false };
const MILLION = { contextTokens: 1_000_000, outputTokens: 128_000 };
const SMALL = { contextTokens: 200_000, outputTokens: 64_000 };

const MODELS: readonly SimulatedModel[] = [
  ...models(["claude-fable-5-2", "claude-mythos-5-2", "claude-fable-5-1", "claude-mythos-5-1"], MILLION, NEW),
  ...models(["claude-opus-5-5", "claude-sonnet-5-5"], MILLION, NEW),
  ...models(["claude-haiku-5-5", "claude-fable-5", "claude-mythos-5"], MILLION, MIDDLE),
  ...models(["claude-opus-5", "claude-sonnet-5", "claude-opus-4-8", "claude-opus-4-7"], MILLION, MIDDLE),
  ...models(["claude-opus-4-6"], MILLION, MIDDLE),
  ...models(["claude-sonnet-4-6"], SMALL, MIDDLE),
  ...models(["claude-opus-4-5", "claude-opus-4-5-20251101", "claude-sonnet-4-5"], SMALL, OLD),
  ...models(["claude-sonnet-4-5-20250929", "claude-haiku-4-5", "claude-haiku-4-5-20251001"], SMALL, OLD),
];

type Size = Pick<SimulatedModel, "contextTokens" | "outputTokens">;
type Abilities = Pick<SimulatedModel, "forcedToolChoice" | "prefill">;

function models(ids: readonly string[], size: Size, abilities: Abilities): SimulatedModel[] {
  return ids.map((id) => ({ id, ...size, ...abilities }));
}

/** The model of this full id, or `null`: aliases are the client's business, the API knows none. */
export function findModel(id: string): SimulatedModel | null {
  return MODELS.find((model) => model.id === id) ?? null;
}

/** Body of `GET /v1/models`, one page. */
export function modelList(): object {
  const data = MODELS.map(modelInfo);
  return { data, has_more: false, first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null };
}

type ModelInfo = { readonly id: string } & Readonly<Record<string, unknown>>;

/** Body of `GET /v1/models/ID`. */
export function modelInfo(model: SimulatedModel): ModelInfo {
  return {
    id: model.id,
    type: "model",
    display_name: `${model.id} [simulated]`,
    created_at: "2026-01-01T00:00:00Z",
    lifecycle: "active",
    deprecated_at: null,
    retires_at: null,
    capabilities: null,
    line: null,
    max_input_tokens: model.contextTokens,
    max_tokens: model.outputTokens,
  };
}
