// A model as a careful one would act: six steps with effects, and a look before it repeats one whose end it was not told.
import type { Reply, SimulatedRequest, SimulatedToolResult } from "../../../src/simulator/rules.ts";

type Step = {
  readonly call: { readonly name: string; readonly input: Record<string, string> };
  readonly look?: Look;
};
/** How to see whether the step's effect is there. */
type Look = { readonly file: string; readonly shows: RegExp };

const UNKNOWN = /may or may not have run/;

const STEPS: readonly Step[] = [
  { call: { name: "Read", input: { file_path: "a.txt" } } },
  {
    call: { name: "Edit", input: { file_path: "a.txt", old_string: "one", new_string: "two" } },
    look: { file: "a.txt", shows: /two/ },
  },
  {
    call: { name: "Bash", input: { command: "echo ran >> effects.txt" } },
    look: { file: "effects.txt", shows: /ran/ },
  },
  {
    call: { name: "Write", input: { file_path: "b.txt", content: "first\n" } },
    look: { file: "b.txt", shows: /first/ },
  },
  {
    call: { name: "Edit", input: { file_path: "b.txt", old_string: "first", new_string: "second" } },
    look: { file: "b.txt", shows: /second/ },
  },
];

/** The files when all is done: each effect once. */
export const DONE_FILES = { "a.txt": "two\n", "b.txt": "second\n", "effects.txt": "ran\n" };
export const DONE_TEXT = "All five steps are done.";

/** What the first of two agents is told that share the steps: it leaves the last two. */
export const FIRST_PART = "Do the first three steps.";

export function playCarefully({ toolResults, lastText }: SimulatedRequest): Reply {
  let rest = toolResults;
  for (const step of lastText === FIRST_PART ? STEPS.slice(0, 3) : STEPS) {
    const { done, next, after } = follow(step, rest);
    if (!done) return { kind: "tools", calls: [next] };
    rest = after;
  }
  return { kind: "text", text: DONE_TEXT };
}

type Followed = {
  readonly done: boolean;
  readonly next: Step["call"];
  readonly after: readonly SimulatedToolResult[];
};

/** What the conversation tells of one step, and what to do about it next. */
function follow(step: Step, results: readonly SimulatedToolResult[]): Followed {
  const [outcome, ...after] = results;
  if (outcome === undefined) return { done: false, next: step.call, after };
  if (!UNKNOWN.test(outcome.content) || step.look === undefined) {
    if (outcome.isError) throw new Error(`a step failed: ${outcome.content}`);
    return { done: true, next: step.call, after };
  }
  const read = { name: "Read", input: { file_path: step.look.file } };
  const [seen, ...afterLook] = after;
  if (seen === undefined) return { done: false, next: read, after };
  if (step.look.shows.test(seen.content)) return { done: true, next: step.call, after: afterLook };
  return follow(step, afterLook);
}
