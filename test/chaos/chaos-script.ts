// The run that is disturbed: 48 agents in a pipeline of 3 stages, a gate near the end, a check last.
import type { Reply, Rule, SimulatedRequest } from "../../src/simulator/rules.ts";

export const ITEMS = 16;
export const STAGES = ["map", "work", "judge"] as const;
export const AGENTS = ITEMS * STAGES.length;
/** Each of them takes two model calls: one that calls a tool, one that answers. */
export const TOOL_STAGE = "work";
/** Long enough that a kill finds agents in flight, short enough that the run is. */
const MODEL_MS = 400;

/** What the check does until a file named `release` lies in the workspace. */
export const CHECK = (word: string): string =>
  `echo ${word} > started; while [ ! -e release ]; do sleep 0.05; done; echo judged`;

/** Every agent's prompt is its own: `WORD stage item`. */
export function chaosScript(word: string): string {
  return `export const meta = { name: 'chaos', description: '48 agents that are disturbed',
  phases: [{ title: 'map' }, { title: 'work' }, { title: 'judge' }] }
const items = Array.from({ length: ${ITEMS} }, (_, i) => i)
const schema = { type: 'object', required: ['item'], properties: { item: { type: 'integer' } } }
const rows = await pipeline(items,
  (item) => agent('${word} map ' + item + '.', { phase: 'map', schema }),
  ({ item }) => agent('${word} work ' + item + '.', { phase: 'work' }),
  (text, item) => agent('${word} judge ' + item + '. ' + text, { phase: 'judge' }))
const gate = await approve('Good enough?', { details: { rows: rows.length } })
const verdict = await check(${JSON.stringify(CHECK(word))}, { label: 'final' })
return { rows, approved: gate.approved, by: gate.by, green: verdict.ok, output: verdict.output }`;
}

/** The model's part: the same answer to the same prompt, always, and never the run's own word in it. */
export const chaosRules: readonly Rule[] = [
  {
    name: "chaos",
    when: ({ prompt }) => partsOf(prompt) !== null,
    reply: (request) => ({ ...replyTo(request), delayMs: MODEL_MS }),
  },
];

function replyTo(request: SimulatedRequest): Reply {
  const { stage, item } = partsOf(request.prompt) ?? { stage: "", item: -1 };
  if (stage === "map" && request.turn === 0) return { kind: "answer", value: { item } };
  if (stage === TOOL_STAGE && request.turn === 0)
    return { kind: "tools", calls: [{ name: "Glob", input: { pattern: "*.none" } }] };
  return { kind: "text", text: `${stage} of ${item}` };
}

function partsOf(prompt: string): { stage: string; item: number } | null {
  const match = /^chaos\w+ (map|work|judge) (\d+)\./.exec(prompt);
  return match === null ? null : { stage: match[1] ?? "", item: Number(match[2]) };
}
