// A simulator and the real SDK on it, both gone when the test ends.
import { Anthropic } from "@anthropic-ai/sdk";
import { onTestFinished } from "vitest";
import { type Simulator, type SimulatorOptions, startSimulator } from "../../src/simulator/simulator.ts";

export type Params = Anthropic.MessageCreateParamsNonStreaming;

export type Played = {
  readonly simulator: Simulator;
  readonly client: Anthropic;
  /** Streams one message; a text stands for one user message. */
  readonly ask: (
    prompt: string | Partial<Params>,
    options?: { signal?: AbortSignal },
  ) => Promise<Anthropic.Message>;
};

export const MODEL = "claude-sonnet-5-5";

export async function startWithClient(options: SimulatorOptions = {}): Promise<Played> {
  const simulator = await startSimulator(options);
  onTestFinished(() => simulator.close());
  const client = new Anthropic({ baseURL: simulator.url, apiKey: "any", maxRetries: 0, logLevel: "off" });
  const ask: Played["ask"] = (prompt, requestOptions) =>
    client.messages.stream({ ...toParams(prompt) }, requestOptions).finalMessage();
  return { simulator, client, ask };
}

export function toParams(prompt: string | Partial<Params>): Params {
  const given = typeof prompt === "string" ? { messages: [user(prompt)] } : prompt;
  return { model: MODEL, max_tokens: 1_000, messages: [user("hello")], ...given };
}

export function user(content: Anthropic.MessageParam["content"]): Anthropic.MessageParam {
  return { role: "user", content };
}

export function assistant(content: Anthropic.MessageParam["content"]): Anthropic.MessageParam {
  return { role: "assistant", content };
}

/** The tool through which an agent answers, with this schema. */
export function answerTool(schema: object): Anthropic.Tool {
  return { name: "StructuredOutput", input_schema: schema as Anthropic.Tool.InputSchema };
}

/** The error a promise rejects with; fails when it resolves. */
export async function errorOf(promise: Promise<unknown>): Promise<InstanceType<typeof Anthropic.APIError>> {
  return promise.then(
    () => {
      throw new Error("expected a rejection");
    },
    (error: unknown) => error as InstanceType<typeof Anthropic.APIError>,
  );
}
