// `POST /v1/messages`: read, check, find the rule, play its reply, log.
import { setTimeout as sleep } from "node:timers/promises";
import { SIMULATOR_KEYS_KEPT, SIMULATOR_LOG_PROMPT_CHARS } from "../protocol/limits.ts";
import { ApiError, invalidRequest, toApiError } from "./api-error.ts";
import { BoundedMap } from "./bounded-map.ts";
import { checkRequest } from "./check-request.ts";
import { type Exchange, isGone, readJsonObject, sendApiError, sendJson } from "./exchange.ts";
import { type MessagesRequest, parseCountRequest, parseMessagesRequest } from "./messages-request.ts";
import { PausedTurns } from "./paused-turns.ts";
import { playFault } from "./play-fault.ts";
import { type CacheLook, countInput, type InputUsage, NO_INPUT, PromptCache } from "./prompt-cache.ts";
import { makeMessage } from "./reply-message.ts";
import { requestKey } from "./request-key.ts";
import type { OpenEntry, RequestLog } from "./request-log.ts";
import type { Choice, RuleBook } from "./rule-book.ts";
import { RuleError } from "./rule-schema.ts";
import type { Hold, Reply, SimulatedRequest } from "./rules.ts";
import { sendMessage } from "./send-message.ts";
import { toSimulatedRequest } from "./simulated-request.ts";

/** What a fault's stream says before it breaks. */
const UNFINISHED = { kind: "text", text: "[simulated] this answer will not be finished" } as const;

export class MessagesEndpoint {
  private readonly rules: RuleBook;
  private readonly log: RequestLog;
  private readonly cache = new PromptCache();
  private readonly asked = new BoundedMap<number>(SIMULATOR_KEYS_KEPT);
  private readonly paused = new PausedTurns();
  private readonly hold: Hold;

  constructor(rules: RuleBook, log: RequestLog, hold: Hold = async () => undefined) {
    this.rules = rules;
    this.log = log;
    this.hold = hold;
  }

  async answer(exchange: Exchange): Promise<void> {
    const entry = this.log.begin();
    exchange.gone.addEventListener("abort", () => entry.end("aborted"));
    try {
      await this.play(exchange, entry);
    } catch (error) {
      if (isGone(exchange)) return;
      const apiError = toApiError(error);
      entry.note({ status: apiError.status });
      entry.end("rejected");
      sendApiError(exchange, apiError);
    }
  }

  /** `POST /v1/messages/count_tokens`. */
  async count(exchange: Exchange): Promise<void> {
    checkCaller(exchange);
    const request = parseCountRequest(await readJsonObject(exchange));
    checkRequest(request, () => true);
    sendJson(exchange, 200, { input_tokens: countInput(request) });
  }

  private async play(exchange: Exchange, entry: OpenEntry): Promise<void> {
    checkCaller(exchange);
    const request = parseMessagesRequest(await readJsonObject(exchange));
    entry.note({ model: request.model });
    checkRequest(request, () => this.paused.endsPaused(request));
    const simulated = this.recognise(request);
    entry.note(describe(simulated));
    const { rule, reply } = this.choose(simulated);
    entry.note({ rule });
    const look = this.cache.look(request);
    if (reply.delayMs !== undefined) await sleep(reply.delayMs, undefined, { signal: exchange.gone });
    await this.send(exchange, { request, simulated, reply, entry, input: charge(reply, look) });
  }

  private recognise(request: MessagesRequest): SimulatedRequest {
    const key = requestKey(request);
    const asked = this.asked.get(key) ?? 0;
    this.asked.set(key, asked + 1);
    return toSimulatedRequest(request, key, asked);
  }

  /** A rule that throws is a mistake of its author's: a 400, which nobody tries again. */
  private choose(simulated: SimulatedRequest): Choice {
    try {
      return this.rules.choose(simulated);
    } catch (error) {
      throw error instanceof RuleError ? invalidRequest(`[simulator] ${error.message}`) : error;
    }
  }

  private async send(exchange: Exchange, play: Play): Promise<void> {
    const { request, simulated, reply, entry, input } = play;
    const stream = request.stream === true;
    if (reply.kind === "fault") {
      entry.note(usageOf(input, 0));
      return playFault(exchange, {
        fault: reply.fault,
        message: makeMessage(UNFINISHED, play, input),
        stream,
        entry,
      });
    }
    const message = makeMessage(reply, play, input);
    entry.note(usageOf(input, message.usage.output_tokens));
    this.paused.remember(message);
    const held = (): Promise<void> => this.hold(simulated, exchange.gone);
    await sendMessage(exchange, { message, stream, eventEveryMs: reply.eventEveryMs ?? 0, held, entry });
  }
}

type Play = {
  readonly request: MessagesRequest;
  readonly simulated: SimulatedRequest;
  readonly reply: Reply;
  readonly entry: OpenEntry;
  readonly input: InputUsage;
};

/** The API asks for the key and its version before it reads on. */
function checkCaller({ request }: Exchange): void {
  const { headers } = request;
  const bearer = /^Bearer \S/.test(headers.authorization ?? "");
  if (!bearer && (headers["x-api-key"] ?? "") === "") {
    throw new ApiError(401, "x-api-key header is required (any value will do: this is a simulation)");
  }
  if (headers["anthropic-version"] === undefined)
    throw invalidRequest("anthropic-version: header is required");
}

/** A call is paid for as soon as its stream begins, and not when it never does. */
function charge(reply: Reply, look: CacheLook): InputUsage {
  const begins = reply.kind !== "fault" || reply.fault.kind === "cut" || reply.fault.kind === "stream-error";
  if (!begins) return NO_INPUT;
  look.begin();
  return look.usage;
}

function describe({ key, asked, prompt, turn }: SimulatedRequest) {
  return { key, asked, turn, prompt: prompt.slice(0, SIMULATOR_LOG_PROMPT_CHARS) };
}

function usageOf({ inputTokens, cacheReadTokens, cacheWriteTokens }: InputUsage, outputTokens: number) {
  return { inputTokens, cacheReadTokens, cacheWriteTokens, outputTokens };
}
