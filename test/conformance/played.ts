// The simulated model's part in a test: what the agents of a mark answer, turn by turn.
import type { JsonObject } from "../../src/protocol/json.ts";
import { addRules, marker, type DataRule } from "../support/stage.ts";

export type PlayedReply = DataRule["reply"];

export const text = (words: string): PlayedReply => ({ kind: "text", text: words });
export const fault = (status: number): PlayedReply => ({ kind: "fault", fault: { kind: "status", status } });
export const tool = (name: string, input: JsonObject): PlayedReply => ({
  kind: "tools",
  calls: [{ name, input }],
});
export const write = (file: string, content: string): PlayedReply =>
  tool("Write", { file_path: file, content });
export const bash = (command: string): PlayedReply => tool("Bash", { command });

/** A mark whose agents are answered like this; the last reply goes on for ever. */
export async function played(...replies: readonly PlayedReply[]): Promise<string> {
  const mark = marker();
  await playFor(mark, ...replies);
  return mark;
}

/** As `played`, for agents whose prompts contain the given text. */
export async function playFor(prompt: string, ...replies: readonly PlayedReply[]): Promise<void> {
  const last = replies.length - 1;
  const rules = replies.map((reply, turn) => ({
    name: `${prompt} ${turn}`,
    when: { prompt, ...(turn === last ? {} : { turn }) },
    reply,
  }));
  await addRules(rules);
}
