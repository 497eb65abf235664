// Names nobody declared: those of Node and the browser get their own advice, the rest may be slips (S06, S07).
import type { AnyNode } from "acorn";
import { PROGRAM_PARAMETERS } from "../../protocol/script.ts";
import { awaitFinding } from "../explain-syntax.ts";
import { error, warning, type Finding } from "../finding.ts";
import { ABSENT, BUILT_INS, PRIMITIVES } from "../known-names.ts";
import { hasOwnThis, isMeta } from "./modules.ts";
import { parentOf, type Place, type Rule } from "./rule.ts";

/** A fresh rule per script: each name is reported once. */
export function makeNames(): Rule {
  const seen = new Set<string>();
  return (place, report) => {
    const { node } = place;
    if (node.type !== "Identifier" || seen.has(node.name) || place.resolve(node.name)) return;
    const finding = findName(place, node.name);
    if (!finding) return;
    seen.add(node.name);
    report(finding);
  };
}

function findName(place: Place, name: string): Finding | null {
  const { node } = place;
  if (name === "await") return awaitFinding(node.start);
  if (name === "arguments") return place.ancestors.some(hasOwnThis) ? null : topLevelArguments(node.start);
  if (PRIMITIVES.has(name) || BUILT_INS.has(name) || isGuarded(place) || isInMeta(place)) return null;
  const advice = ABSENT.get(name);
  // A call of `require` is an error of its own.
  if (name === "require" && isCallee(place)) return null;
  if (advice !== undefined) {
    return warning(node.start, {
      code: "S07-absent",
      message: `\`${name}\` does not exist in scripts.`,
      advice,
    });
  }
  return warning(node.start, unknown(name, place.isPattern));
}

function unknown(name: string, isWritten: boolean): Pick<Finding, "code" | "message" | "advice"> {
  const near = nearest(name);
  return {
    code: "S06-unknown-name",
    message: isWritten
      ? `\`${name}\` is written to but nowhere declared.`
      : `\`${name}\` is nowhere declared.`,
    advice:
      near !== null
        ? `Did you mean \`${near}\`?`
        : `Declare it (\`${isWritten ? "let" : "const"} ${name} = …\`) or correct the name; as it is, the script fails here with a ReferenceError.`,
  };
}

/** There a name is an error of its own. */
function isInMeta({ ancestors }: Place): boolean {
  const statement = ancestors[1];
  return statement?.type === "ExportNamedDeclaration" && isMeta(statement);
}

function topLevelArguments(offset: number): Finding {
  return error(offset, {
    code: "S03-arguments",
    message: "`arguments` outside of a function.",
    advice: "What a run was started with is in `args`.",
  });
}

/** `typeof name` asks without failing. */
function isGuarded(place: Place): boolean {
  const parent = parentOf(place);
  return parent?.type === "UnaryExpression" && parent.operator === "typeof";
}

function isCallee(place: Place): boolean {
  const parent = parentOf(place);
  const grandparent = parentOf(place, 2);
  const isCalled = (call: AnyNode | undefined, callee: AnyNode): boolean =>
    call?.type === "CallExpression" && call.callee === callee;
  return (
    isCalled(parent, place.node) || (parent?.type === "MemberExpression" && isCalled(grandparent, parent))
  );
}

/** The primitive that differs by one letter, or by two swapped. */
function nearest(name: string): string | null {
  return PROGRAM_PARAMETERS.find((known) => known.length > 2 && isNear(name, known)) ?? null;
}

function isNear(a: string, b: string): boolean {
  if (a.toLowerCase() === b.toLowerCase() || a === `${b}s`) return true;
  let start = 0;
  while (start < Math.min(a.length, b.length) && a[start] === b[start]) start++;
  const [restA, restB] = [a.slice(start), b.slice(start)];
  const isSwapped =
    restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2) && restA.length > 1;
  return (
    isSwapped || restA.slice(1) === restB || restA === restB.slice(1) || restA.slice(1) === restB.slice(1)
  );
}
