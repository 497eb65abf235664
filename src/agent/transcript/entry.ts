// What one agent did, entry by entry: a person reads it with `pawl logs`, and the next attempt builds the conversation
// again from it.
import type { PublishedWork, YieldedCall } from "../../protocol/agent.ts";
import type { Json, JsonObject } from "../../protocol/json.ts";
import type { Usage } from "../../protocol/usage.ts";
import type { SavedWork } from "../../workspace/agent-place.ts";

/** A request to the model that is paid for. */
export type BookedRequest = {
  readonly model: string;
  /** The API's name for the request, `null` when it gave none. Transcripts without a `messageId` have that here. */
  readonly requestId: string | null;
  /** The answer's. */
  readonly messageId?: string;
  readonly usage: Usage;
  /** Estimate by the price table of its day. */
  readonly costUsd: number;
};

/** The conversation's terms, written by every attempt; those before the first turn hold for all that follow. */
export type Terms = {
  readonly model: string;
  readonly effort: string | null;
  readonly agentType: string;
  /** It cannot change the workspace: commands find it read-only. */
  readonly readOnly?: true;
  readonly system: string;
  readonly tools: readonly string[];
  readonly schema: JsonObject | null;
  /** Of an agent that goes on without a schema: that of the tool its conversation has been offered from before. */
  readonly formerSchema?: JsonObject;
  /** Real path of the directory that the agent works in. */
  readonly root: string;
};

export type TranscriptEvent =
  | ({
      readonly kind: "attempt";
      readonly call: number;
      readonly label: string;
      /** The call whose conversation it goes on with. */
      readonly continues?: number;
    } & Terms)
  /** Words for the model: the prompt, a nudge; `mail`: what was said to it, up to this number. */
  | { readonly kind: "user"; readonly content: string; readonly mail?: number }
  /** A finished model call; `turn` counts from 1 over all attempts. Content exactly as received. */
  | ({
      readonly kind: "turn";
      readonly turn: number;
      readonly content: Json;
      readonly stopReason: string | null;
      readonly stopDetails?: Json;
      /** Tool calls by id whose input was no JSON object: what came instead. Their input in `content` is empty. */
      readonly broken?: Readonly<Record<string, string>>;
    } & BookedRequest)
  /** A model call that broke off, or one that is no part of the conversation: paid for as far as it came. */
  | ({ readonly kind: "lost" } & BookedRequest)
  /** Written before the tool acts: without a `result` it may or may not have run. */
  | { readonly kind: "tool"; readonly id: string; readonly name: string; readonly input: Json }
  | {
      readonly kind: "result";
      readonly id: string;
      readonly isError: boolean;
      readonly content: string;
      /** Files the agent knows since then, by path below its root: sha256 of what it saw. */
      readonly seen?: Readonly<Record<string, string>>;
    }
  /** Tool results, by id, that are shown to the model cut from the next request on. */
  | { readonly kind: "trimmed"; readonly ids: readonly string[] }
  /** The model takes no such parameter: left out from the next request on. */
  | { readonly kind: "without"; readonly parameter: string }
  /** The changes so far, kept in a commit. */
  | ({ readonly kind: "saved" } & SavedWork)
  /** The attempt ended because the run has to answer these. */
  | { readonly kind: "yielded"; readonly calls: readonly YieldedCall[] }
  | { readonly kind: "note"; readonly message: string }
  /** The end: in the store before anybody is told. */
  | {
      readonly kind: "done";
      readonly result: Json;
      readonly published?: PublishedWork;
      /** The commit that an agent in a worktree began with, when it changed nothing. */
      readonly base?: string;
    }
  /** `final`: another attempt of this leg would end the same. */
  | {
      readonly kind: "failed";
      readonly type: string;
      readonly message: string;
      readonly final?: true;
      readonly text?: string;
    };

/** `at` is in milliseconds since 1970; leg and attempt say who wrote it. */
export type TranscriptEntry = TranscriptEvent & {
  readonly at: number;
  readonly leg: number;
  readonly attempt: number;
};

export type EntryOf<Kind extends TranscriptEvent["kind"]> = Extract<TranscriptEntry, { readonly kind: Kind }>;
