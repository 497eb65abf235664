// `/simulator`: what people and tests in other processes ask the simulator itself.
import { invalidRequest } from "./api-error.ts";
import { type Exchange, readJson, sendJson } from "./exchange.ts";
import type { RequestLog, SimulatorLogEntry } from "./request-log.ts";
import type { RuleBook } from "./rule-book.ts";
import { RuleError, validateRules } from "./rule-schema.ts";

const SENTENCE =
  "This is pawl's simulator: no model answers here. Replies come from rules, or are made up to fit the schema.";
/** Names shown of the rules in force. */
const NAMES_SHOWN = 100;

export class ControlEndpoint {
  private readonly rules: RuleBook;
  private readonly log: RequestLog;

  constructor(rules: RuleBook, log: RequestLog) {
    this.rules = rules;
    this.log = log;
  }

  /** `GET /simulator`. Counts of what memory keeps, apart from `requests`. */
  show(exchange: Exchange): void {
    const entries = this.log.entries();
    const { names } = this.rules;
    sendJson(exchange, 200, {
      simulation: SENTENCE,
      requests: this.log.count,
      kept: entries.length,
      open: entries.filter((entry) => entry.outcome === "open").length,
      repeated: entries.filter((entry) => entry.asked > 0).length,
      answeredAgain: countAnsweredAgain(entries),
      rules: names.length,
      ruleNames: names.slice(0, NAMES_SHOWN),
    });
  }

  /** `GET /simulator/requests?after=SEQ`. */
  requests(exchange: Exchange, query: URLSearchParams): void {
    const after = Number(query.get("after") ?? 0);
    if (!Number.isInteger(after) || after < 0) {
      throw invalidRequest(`after: expected the number of a request, got ${query.get("after")}`);
    }
    sendJson(exchange, 200, { simulation: SENTENCE, requests: this.log.entries(after) });
  }

  /** `POST /simulator/rules`: a JSON array of rules, put in front. */
  async addRules(exchange: Exchange): Promise<void> {
    const body = await readJson(exchange);
    try {
      this.rules.add(validateRules(body, "POST /simulator/rules"));
    } catch (error) {
      throw error instanceof RuleError ? invalidRequest(error.message) : error;
    }
    sendJson(exchange, 200, { simulation: SENTENCE, rules: this.rules.names.length });
  }

  /** `DELETE /simulator/rules`: all of them, the first ones too. */
  clearRules(exchange: Exchange): void {
    this.rules.clear();
    sendJson(exchange, 200, { simulation: SENTENCE, rules: 0 });
  }
}

/** Requests asked again though their whole answer had been handed over: what was paid twice. A retry after a fault is none. */
function countAnsweredAgain(entries: readonly SimulatorLogEntry[]): number {
  const answered = new Set<string>();
  let again = 0;
  for (const { key, outcome } of entries) {
    if (key === null) continue;
    if (answered.has(key)) again += 1;
    if (outcome === "answered") answered.add(key);
  }
  return again;
}
