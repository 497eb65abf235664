// What the run can answer to tool calls, by the tool's name.
import type { YieldedCall } from "../protocol/agent.ts";
import type { Asking, Told } from "./asking.ts";

/** Never rejects: what cannot be answered is told. Never settles when the run ends before. */
export type AnswerCall = (call: YieldedCall, asking: Asking) => Promise<Told>;

export type AnswerTable = Readonly<Record<string, AnswerCall>>;
