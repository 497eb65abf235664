// What the simulator says when no rule matches: a value that fits the schema, or the head of the prompt.
import { exampleOf } from "../example/example-of-schema.ts";
import type { Reply, SimulatedRequest } from "./rules.ts";
import { ANSWER_TOOL } from "./simulated-request.ts";

export function makeDefaultReply(request: SimulatedRequest): Reply {
  const answered = request.toolResults.some((result) => result.name === ANSWER_TOOL && !result.isError);
  if (request.schema !== null && !answered) return { kind: "answer", value: exampleOf(request.schema) };
  return { kind: "text", text: `[simulated] ${head(request.prompt)}` };
}

/** 80 characters, none of them half a pair. */
function head(text: string): string {
  return /^.{0,80}/su.exec(text)?.[0] ?? "";
}
