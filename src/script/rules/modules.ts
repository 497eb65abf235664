// Scripts have no modules: import, export, require are refused, each with its own sentence (S04).
import type { AnyNode } from "acorn";
import { error, type Finding } from "../finding.ts";
import { globalName, type Place, type Rule } from "./rule.ts";

const NO_MODULES =
  "Everything a script may use is a global; files, network and packages are for agents and `check(command)`.";

export const modules: Rule = (place, report) => {
  const finding = findModule(place);
  if (finding) report(finding);
};

function findModule(place: Place): Finding | null {
  const { node } = place;
  switch (node.type) {
    case "ImportDeclaration":
      return refusal(
        node,
        "import",
        `\`import\` of ${JSON.stringify(node.source.value)}: a script has no modules.`,
        `Remove it. ${NO_MODULES}`,
      );
    case "ImportExpression":
      return refusal(
        node,
        "dynamic-import",
        "`import()`: a script has no modules.",
        `Remove it. ${NO_MODULES}`,
      );
    case "MetaProperty":
      return node.meta.name === "import"
        ? refusal(
            node,
            "import-meta",
            "`import.meta`: a script is no module and has no address.",
            "Pass what you need in `args`.",
          )
        : topLevelNewTarget(place);
    case "ExportDefaultDeclaration":
      return refusal(
        node,
        "export-default",
        "`export default`: a script exports nothing but `meta`.",
        adviceForDefault(node.declaration),
      );
    case "ExportNamedDeclaration":
      return isMeta(node)
        ? null
        : refusal(
            node,
            "export",
            "`export`: a script exports nothing but `meta`.",
            node.declaration
              ? "Remove the word `export`; the script's value is what it returns."
              : "Remove this statement; the script's value is what it returns.",
          );
    case "ExportAllDeclaration":
      return refusal(
        node,
        "export",
        "`export`: a script exports nothing but `meta`.",
        "Remove this statement.",
      );
    case "CallExpression":
      return globalName(place, requireOf(node.callee)) === "require"
        ? refusal(node, "require", "`require()`: a script has no modules.", `Remove it. ${NO_MODULES}`)
        : null;
    default:
      return null;
  }
}

/** `require` of `require(…)` and `require.resolve(…)`. */
function requireOf(callee: AnyNode): AnyNode {
  return callee.type === "MemberExpression" ? callee.object : callee;
}

function adviceForDefault(declaration: AnyNode): string {
  return declaration.type.includes("Function")
    ? "Write the function's body at the top level, after `meta`: `await` and `return` work there, and what it returns is the script's value."
    : "Return the value instead: `return …` at the top level.";
}

export function isMeta(node: Extract<AnyNode, { type: "ExportNamedDeclaration" }>): boolean {
  if (node.declaration?.type !== "VariableDeclaration") return false;
  return node.declaration.declarations.some(({ id }) => id.type === "Identifier" && id.name === "meta");
}

/** In a function of the author's own it has a meaning; at the top level none. */
function topLevelNewTarget({ node, ancestors }: Place): Finding | null {
  if (ancestors.some(hasOwnThis)) return null;
  return error(node.start, {
    code: "S03-new-target",
    message: "`new.target` outside of a function: a script is not constructed.",
    advice: "Remove it.",
  });
}

export function hasOwnThis(node: AnyNode): boolean {
  return ["FunctionDeclaration", "FunctionExpression", "PropertyDefinition", "StaticBlock"].includes(
    node.type,
  );
}

function refusal(node: AnyNode, word: string, message: string, advice: string): Finding {
  return error(node.start, { code: `S04-${word}`, message, advice });
}
