// Which of the five systems fits a task. The rules decide where the case is plain and leave the rest to a model that has
// looked at the workspace; where its answer contradicts its own figures, the rules overrule it.
import type { AskedTask, Decision, ModelAnswer, System, WorkspaceFacts } from "../protocol/choice.ts";
import { readSigns, WIDE_FROM } from "./task-signs.ts";

/** Fewer similar pieces than this are no work for a script: nothing repeats. */
const WORKFLOW_WIDTH_MIN = 3;

/** What needs no model: the person's word, or signs that all point the same way. `null`: left open. */
export function decideByRules(asked: AskedTask, facts: WorkspaceFacts): Decision | null {
  const signs = readSigns(asked.task, { hasOracle: oracleOf("workflow", asked, facts) !== null });
  const settled = (system: System, by: "person" | "rules", why: string): Decision => ({
    ...{ system, by, why, width: signs.find((sign) => sign.system === system)?.width ?? null, risk: null },
    oracle: oracleOf(system, asked, facts),
  });
  if (asked.as !== null) return settled(asked.as, "person", "you said so");
  const [first] = signs;
  if (first === undefined) return asked.check === null ? null : settled("goal", "rules", HELD_TO_A_COMMAND);
  if (signs.some(({ system }) => system !== first.system)) return null;
  const sign = signs.find(({ isCertain }) => isCertain);
  return sign === undefined ? null : settled(sign.system, "rules", sign.why);
}

const HELD_TO_A_COMMAND = "a command says whether it is done, and nothing says that it is wide";

/** The model's word where the rules left it open, unless its own figures say otherwise. */
export function decideByAnswer(asked: AskedTask, facts: WorkspaceFacts, answer: ModelAnswer): Decision {
  const { width, risk } = answer;
  const overruled = overrule(answer, oracleOf("workflow", asked, facts, answer.oracle));
  const word = overruled ?? { system: answer.system, why: asClause(answer.why) };
  const oracle = oracleOf(word.system, asked, facts, answer.oracle);
  return { ...word, by: overruled === null ? "model" : "rules-over-model", oracle, width, risk };
}

/** Nobody could say: the smallest system costs the least, and says what it found. */
export function decideWithout(asked: AskedTask, facts: WorkspaceFacts): Decision {
  const oracle = oracleOf("single", asked, facts);
  const why = "no rule decides it and the model gave no answer";
  return { system: "single", by: "nobody", why, oracle, width: null, risk: null };
}

/** The tree itself: wide goes to a script, shared state to a team, what does not repeat to none of both. */
function overrule(answer: ModelAnswer, oracle: string | null): { system: System; why: string } | null {
  const { system, width, sharesState } = answer;
  if (width >= WIDE_FROM && (system === "single" || system === "subagents")) {
    return { system: "workflow", why: `there are about ${width} similar pieces: too many for one context` };
  }
  if (system === "workflow" && width < WORKFLOW_WIDTH_MIN) {
    const why = `there is too little that repeats for a script (about ${width} similar pieces)`;
    return { system: oracle === null ? "single" : "goal", why };
  }
  if (system === "subagents" && sharesState) {
    return { system: "team", why: "its pieces share state while they are worked on" };
  }
  if (system === "team" && !sharesState) {
    const why = "its pieces share no state while they are worked on";
    return { system: width > 1 ? "subagents" : "single", why };
  }
  return null;
}

/**
 * The person's command goes before the model's, the model's before what is found in the workspace. Only a goal and a
 * workflow stand on one that nobody asked for: for a report from three angles, the tests say nothing.
 */
function oracleOf(
  system: System,
  { check }: AskedTask,
  { oracles }: WorkspaceFacts,
  named: string | null = null,
): string | null {
  if (check !== null || (system !== "goal" && system !== "workflow")) return check;
  return (named?.trim() || oracles[0]?.command) ?? null;
}

/** A model's reason goes into the middle of a sentence. */
function asClause(why: string): string {
  const words = why.replace(/\s+/gu, " ").trim().replace(/\.$/u, "");
  return words === "" ? "it fits best" : words;
}
