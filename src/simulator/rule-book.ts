// The rules in force: which one answers a request.
import { SIMULATOR_KEYS_KEPT, SIMULATOR_RULES_MAX } from "../protocol/limits.ts";
import { BoundedMap } from "./bounded-map.ts";
import { makeDefaultReply } from "./default-reply.ts";
import { compilePattern, RuleError, validateReply } from "./rule-schema.ts";
import type { Reply, Rule, RuleMatch, SimulatedRequest } from "./rules.ts";
import { ANSWER_TOOL } from "./simulated-request.ts";

type CompiledRule = {
  readonly name: string;
  readonly applies: (request: SimulatedRequest) => boolean;
  readonly reply: (request: SimulatedRequest) => Reply | null;
  readonly times: number;
  /** How often this rule answered each key. */
  readonly answered: BoundedMap<number>;
};

/** `rule` is `null` when no rule matched and the default answered. */
export type Choice = { readonly rule: string | null; readonly reply: Reply };

export class RuleBook {
  private rules: readonly CompiledRule[] = [];

  get names(): readonly string[] {
    return this.rules.map((rule) => rule.name);
  }

  /** Puts rules in front of those that are there. Throws `RuleError` when a pattern is wrong or there are too many. */
  add(rules: readonly Rule[]): void {
    if (rules.length + this.rules.length > SIMULATOR_RULES_MAX) {
      throw new RuleError(`at most ${SIMULATOR_RULES_MAX} rules at once; remove some first`);
    }
    this.rules = [...rules.map(compileRule), ...this.rules];
  }

  clear(): void {
    this.rules = [];
  }

  /** The first rule that matches answers, else the default. Throws `RuleError` when a rule fails or cannot be played. */
  choose(request: SimulatedRequest): Choice {
    for (const rule of this.rules) {
      const reply = tryRule(rule, request);
      if (reply === null) continue;
      checkAnswerable(rule.name, reply, request);
      return { rule: rule.name, reply };
    }
    return { rule: null, reply: makeDefaultReply(request) };
  }
}

function tryRule(rule: CompiledRule, request: SimulatedRequest): Reply | null {
  const answered = rule.answered.get(request.key) ?? 0;
  if (answered >= rule.times) return null;
  try {
    const reply = rule.applies(request) ? rule.reply(request) : null;
    if (reply !== null && rule.times !== Infinity) rule.answered.set(request.key, answered + 1);
    return reply;
  } catch (error) {
    throw new RuleError(`rule "${rule.name}" failed: ${String(error)}`);
  }
}

/** No model calls a tool by this name unasked: the rule matched an agent that was not meant. */
function checkAnswerable(name: string, reply: Reply, request: SimulatedRequest): void {
  if (reply.kind !== "answer" || request.tools.includes(ANSWER_TOOL)) return;
  throw new RuleError(
    `rule "${name}" replies through ${ANSWER_TOOL}, but the request does not offer that tool; ` +
      `add { tool: "${ANSWER_TOOL}" } to its conditions, or reply with text`,
  );
}

function compileRule(rule: Rule): CompiledRule {
  const { name, when, reply } = rule;
  return {
    name,
    applies: typeof when === "function" ? when : compileMatch(name, when),
    reply: typeof reply === "function" ? (request) => validateReply(reply(request)) : () => reply,
    times: typeof when === "function" ? Infinity : (when.times ?? Infinity),
    answered: new BoundedMap(SIMULATOR_KEYS_KEPT),
  };
}

const PATTERN_KEYS = ["prompt", "system", "lastText", "model"] as const;

function compileMatch(name: string, match: RuleMatch): (request: SimulatedRequest) => boolean {
  const patterns = PATTERN_KEYS.flatMap((key) => {
    const source = match[key];
    return source === undefined ? [] : [{ key, pattern: compile(`rule "${name}", when.${key}`, source) }];
  });
  return (request) =>
    (match.turn === undefined || match.turn === request.turn) &&
    (match.tool === undefined || request.tools.includes(match.tool)) &&
    patterns.every(({ key, pattern }) => pattern.test(request[key]));
}

function compile(place: string, source: string): RegExp {
  try {
    return compilePattern(source);
  } catch (error) {
    throw new RuleError(`${place}: not a regular expression: ${(error as Error).message}`);
  }
}
