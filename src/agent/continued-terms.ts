// What an agent that goes on with another's conversation has from that one, and what it is told of the rest. System
// prompt and tools stay as they were, to the byte (but for the answer's, whose schema is the call's own): the prompt cache
// and the model's thoughts rest on them.
import type { AgentTask } from "../protocol/agent.ts";
import type { JsonObject } from "../protocol/json.ts";
import type { OpenTerms } from "./agent-terms.ts";
import { STRUCTURED_OUTPUT } from "./structured-output.ts";
import type { Terms } from "./transcript/entry.ts";

/** The schema of the answer is the call's own. A tool for answers that was offered once is offered on. */
export function continuedTerms({ schema }: AgentTask, former: Terms): OpenTerms {
  const { formerSchema, ...kept } = former;
  const offered = former.schema ?? formerSchema;
  const isNew = schema !== undefined && offered === undefined;
  return (root) => ({
    ...kept,
    root,
    schema: schema ?? null,
    ...(schema === undefined && offered !== undefined ? { formerSchema: offered } : {}),
    tools: [...former.tools, ...(isNew ? [STRUCTURED_OUTPUT] : [])],
  });
}

/** The new words, and what has changed since the last ones. */
export function continuedWords({ prompt }: AgentTask, terms: Terms, former: Terms): string {
  const notes = [placeNote(terms, former), answerNote(terms.schema, former.schema)];
  return [prompt, ...notes.filter((note) => note !== null)].join("\n\n");
}

function placeNote({ root }: Terms, former: Terms): string | null {
  if (root === former.root) return null;
  return `Your working directory is now ${root}: it begins as you left ${former.root}, which is gone. Paths that begin so are to be said anew.`;
}

function answerNote(schema: JsonObject | null, before: JsonObject | null): string | null {
  if (schema === null) {
    if (before === null) return null;
    return `This time your last message is your result, handed on as it is: do not call ${STRUCTURED_OUTPUT}.`;
  }
  if (JSON.stringify(schema) === JSON.stringify(before)) return null;
  return `Give the result of this by calling the tool ${STRUCTURED_OUTPUT}, in the shape it now asks for; only what you pass to it counts.`;
}
