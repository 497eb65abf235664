// What the simulator says when no rule matches: a script where one is asked for, else a value that fits the schema, else
// the head of the prompt.
import { isDeepStrictEqual } from "node:util";
import { exampleOf } from "../example/example-of-schema.ts";
import type { Json, JsonObject } from "../protocol/json.ts";
import { PLANNER_ANSWER } from "../protocol/planner.ts";
import { MADE_UP_PLAN } from "./made-up-plan.ts";
import type { Reply, SimulatedRequest } from "./rules.ts";
import { ANSWER_TOOL } from "./simulated-request.ts";

export function makeDefaultReply(request: SimulatedRequest): Reply {
  const answered = request.toolResults.some((result) => result.name === ANSWER_TOOL && !result.isError);
  if (request.schema !== null && !answered) return { kind: "answer", value: answerTo(request.schema) };
  return { kind: "text", text: `[simulated] ${head(request.prompt)}` };
}

function answerTo(schema: JsonObject): Json {
  return isDeepStrictEqual(schema, PLANNER_ANSWER) ? (MADE_UP_PLAN as Json) : exampleOf(schema);
}

/** 80 characters, none of them half a pair. */
function head(text: string): string {
  return /^.{0,80}/su.exec(text)?.[0] ?? "";
}
