// `agent<Result>(…)`: legal JavaScript (two comparisons), but surely meant as TypeScript (S04).
import { error } from "../finding.ts";
import { parentOf, type Rule } from "./rule.ts";

export const generics: Rule = (place, report) => {
  const { node, text } = place;
  if (node.type !== "BinaryExpression" || node.operator !== ">") return;
  const { left, right } = node;
  if (left.type !== "BinaryExpression" || left.operator !== "<" || left.right.type !== "Identifier") return;
  const isCall =
    /^>\s*\(/.test(text.slice(left.end).trimStart()) && parentOf(place)?.type !== "BinaryExpression";
  if (!isCall || place.resolve(left.right.name) || text[right.end] === undefined) return;
  report(
    error(left.left.end, {
      code: "S04-typescript",
      message: `This is TypeScript: type arguments, \`<${left.right.name}>\`.`,
      advice:
        "Remove it: a script is plain JavaScript. What an agent's answer looks like is said by `schema`.",
    }),
  );
};
