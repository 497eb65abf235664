import { expect, test } from "vitest";
import { makeLedger } from "../../src/agent/ledger.ts";
import type { BookedRequest, TranscriptEntry } from "../../src/agent/transcript/entry.ts";
import { NO_USAGE } from "../../src/protocol/usage.ts";

const lost = (ids: Pick<BookedRequest, "requestId" | "messageId">): TranscriptEntry => ({
  ...{ kind: "lost", model: "m", usage: NO_USAGE, costUsd: 0, at: 1, leg: 0, attempt: 1 },
  ...ids,
});
const isSimulated = (ids: Pick<BookedRequest, "requestId" | "messageId">): boolean =>
  makeLedger({ prices: [], earlier: [lost(ids)], progress: () => undefined }).isSimulated();

test("an agent whose earlier answers were played is simulated, also by transcripts that name answers only", () => {
  expect(isSimulated({ requestId: "req_1", messageId: "msg_simulated_1" })).toBe(true);
  expect(isSimulated({ requestId: null, messageId: "msg_simulated_1" })).toBe(true);
  expect(isSimulated({ requestId: "msg_simulated_1" })).toBe(true);
  expect(isSimulated({ requestId: "req_1", messageId: "msg_1" })).toBe(false);
  expect(isSimulated({ requestId: null })).toBe(false);
});
