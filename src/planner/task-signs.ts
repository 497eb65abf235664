// What the words of a task say about the system that fits it. A sign counts only where it can hardly mean anything
// else: "show the banner until it is closed" is no goal, "run the tests in parallel" asks for no subagents.
import type { System } from "../protocol/choice.ts";

export type Sign = {
  readonly system: System;
  readonly why: string;
  /** Alone it decides. Else it keeps the others from deciding alone. */
  readonly isCertain: boolean;
  /** Similar pieces, where the words count them. */
  readonly width?: number;
};

/** So many pieces of one kind are work for a script, whatever else is known. */
export const WIDE_FROM = 20;

/** A longer text is a specification: its first words say what is wanted, the rest is read by a model. */
const READ_CHARS = 1_000;
/** A task longer than this has more to it than one small change. */
const SMALL_MAX_CHARS = 120;

export function readSigns(task: string, { hasOracle }: { readonly hasOracle: boolean }): Sign[] {
  const words = task.trim().slice(0, READ_CHARS).replace(/\s+/gu, " ");
  return [
    ...when(isQuestion(words), "single", "it is a question, and nothing has to change"),
    ...when(isSmall(words), "single", "it is one small change in one place"),
    ...when(isInParts(words), "subagents", "its words ask for separate looks that do not need each other"),
    ...when(isTogether(words), "team", "its words ask for several that talk to each other on the way"),
    ...when(isCondition(words), "goal", "its words name the condition that ends it"),
    ...wideSign(words, hasOracle),
  ];
}

function when(holds: boolean, system: System, why: string): Sign[] {
  return holds ? [{ system, why, isCertain: true }] : [];
}

/**
 * Wide and mechanical. Where it is wide only, or no command says whether it worked, somebody should look at the
 * workspace first.
 */
function wideSign(words: string, hasOracle: boolean): Sign[] {
  const isMechanical = MECHANICAL.test(words);
  const count = Math.max(0, ...[...words.matchAll(COUNTED)].map(([, number]) => Number(number)));
  if (isMechanical && count >= WIDE_FROM) {
    const why = `it is ${count} pieces of one mechanical kind`;
    return [{ system: "workflow", why, isCertain: true, width: count }];
  }
  const isWide = EVERY_PIECE.test(words) || WHOLE.test(words);
  if (!isWide && !FROM_TO.test(words) && count < WIDE_FROM) return [];
  const why = "it is one mechanical change to every piece, and a command can hold each to it";
  // "from npm to pnpm" is one change to a project, and all the imports of one file are no crowd.
  const isCertain = isMechanical && isWide && hasOracle && filesIn(words) !== 1;
  return [{ system: "workflow", why, isCertain }];
}

const QUESTION = /^(?:what|why|where|which|who|when|how|explain|describe|summari[sz]e|tell me)\b/iu;
const AND_CHANGE =
  /\b(?:and|then|,) (?:then )?(?:fix|change|write|add|update|implement|repair|remove|apply)\b/iu;

export function isQuestion(words: string): boolean {
  return QUESTION.test(words) && !AND_CHANGE.test(words);
}

const SMALL_CHANGE =
  /^(?:please )?(?:fix (?:the|a) typo|rename|update|change|remove|delete|bump|correct|add an? (?:line|comment|link|entry))\b/iu;
const FILE = /(?:[\w-]+\/)*[\w-]+\.[a-z]{1,5}\b|\b(?:README|LICENSE|CHANGELOG|Makefile|Dockerfile)\b/gu;

function isSmall(words: string): boolean {
  return words.length <= SMALL_MAX_CHARS && SMALL_CHANGE.test(words) && filesIn(words) === 1;
}

function filesIn(words: string): number {
  return new Set(words.match(FILE)).size;
}

const LOOKING =
  /^(?:please )?(?:research|look|review|investigate|compare|check|find|read|explore|audit|analy[sz]e|write|have)\b/iu;
const IN_PARTS = [
  /\bin parallel\b/iu,
  /^\w+(?: \w+)? independently\b(?! of)/iu,
  /\beach on (?:its|their) own\b/iu,
  /\bseparate (?:agents|reviewers|researchers|subagents)\b/iu,
  /\bfrom (?:two|three|four|five|six|several|different|[2-9]) (?:different )?(?:angles|perspectives|sides|viewpoints)\b/iu,
];

function isInParts(words: string): boolean {
  return LOOKING.test(words) && IN_PARTS.some((one) => one.test(words));
}

const TOGETHER = [
  /\b(?:put together|assemble|form|as|with) a team of\b/iu,
  /\blet (?:two|three|four|five|several|[2-9]) .{1,40}\b(?:debate|discuss|argue)\b/iu,
  /\b(?:they|both|all) (?:must |have to |need to |should )?agree on\b/iu,
  /\b(?:will |must |have to |need to )+negotiate\b/iu,
  /\b(?:talk|talking|adapt|adapting|listen|listening|react|reacting) (?:to |with )?(?:each other|one another)\b/iu,
  /\bwho share what they (?:find|learn|know)\b/iu,
];

function isTogether(words: string): boolean {
  return TOGETHER.some((one) => one.test(words));
}

const CONDITION = [
  /^(?:please )?(?:make|get|bring|turn) .{0,60}\b(?:tests?|ci|build|suite|checks?|lint(?:er)?|type ?check(?:er)?|pipeline)\b.{0,60}\b(?:pass|green|succeed)\b/iu,
  /\bmust (?:pass|succeed|be green|exit with 0)\b/iu,
  /^(?:please )?keep (?:optimi[sz]ing|improving|fixing|working|trying|iterating|going|refactoring|tuning|simplifying)\b.*\buntil\b/iu,
  /^(?:please )?(?:improve|optimi[sz]e|tune|simplify|work on|fix)\b.*\buntil (?:it|they|all|no|every|everything|nothing|the (?:tests?|build|benchmark|score|suite|checks?))\b/iu,
];

function isCondition(words: string): boolean {
  return CONDITION.some((one) => one.test(words));
}

const MECHANICAL =
  /\b(?:migrate|convert|port|move|rewrite|translate|replace|rename|upgrade|annotate|moderni[sz]e|switch|transform|add type annotations)\b/iu;
const PIECE =
  "(?:files?|modules?|components?|class(?:es)?|packages?|functions?|endpoints?|pages?|calls?|controllers?|services?|views?|routes?|scripts?|tables?|callbacks?|handlers?|imports?)";
const EVERY_PIECE = new RegExp(`\\b(?:every|each|all)(?: [\\w.-]+){0,4} ${PIECE}\\b`, "iu");
const COUNTED = new RegExp(`\\b(\\d{1,6})(?: [\\w.-]+){0,3} ${PIECE}\\b`, "giu");
const WHOLE =
  /\b(?:across|in|throughout) (?:the |this |our )?(?:whole|entire) (?:code ?base|repo(?:sitory)?|project|library|app(?:lication)?)\b/iu;
const FROM_TO =
  /\bth(?:e|is) (?:whole |entire )?(?:code ?base|repo(?:sitory)?|project|library|app(?:lication)?) from .+ to .+/iu;
