// Options of `agent()` that it does not know, and values it is sure to refuse (A04, A08, A10).
import type { AnyNode, ObjectExpression, Property } from "acorn";
import { AGENT_OPTIONS } from "../../protocol/agent.ts";
import { warning, type Report } from "../finding.ts";
import { propertyName } from "../syntax-tree.ts";
import { globalName, type Rule } from "./rule.ts";

const KNOWN: ReadonlySet<string> = new Set(AGENT_OPTIONS);

export const agentOptions: Rule = (place, report) => {
  const { node } = place;
  if (node.type !== "CallExpression" || globalName(place, node.callee) !== "agent") return;
  const options = node.arguments[1];
  if (options?.type !== "ObjectExpression") return;
  for (const { key, name, value } of propertiesOf(options)) {
    if (name === "schema") checkSchema(value, report);
    else if (name === "isolation") checkIsolation(value, report);
    else if (!KNOWN.has(name)) reportUnknown(key, name, report);
  }
};

function propertiesOf(object: ObjectExpression): { key: AnyNode; name: string; value: AnyNode }[] {
  return object.properties
    .filter((property): property is Property => property.type === "Property")
    .flatMap(({ key, computed, value }) => {
      const name = propertyName(key, computed);
      return name === null ? [] : [{ key, name, value }];
    });
}

function reportUnknown(key: AnyNode, name: string, report: Report): void {
  report(
    warning(key.start, {
      code: "A10-unknown-option",
      message: `\`agent()\` does not know the option \`${name}\` and ignores it.`,
      advice: `Known options: ${[...KNOWN].join(", ")}.`,
    }),
  );
}

/** A08: there is one kind of isolation. */
function checkIsolation(isolation: AnyNode, report: Report): void {
  if (isolation.type !== "Literal" || isolation.value === "worktree") return;
  report(
    warning(isolation.start, {
      code: "A08-isolation",
      message: `\`isolation\` is \`${String(isolation.value)}\`, and there is only "worktree": the call rejects.`,
      advice: 'Write `isolation: "worktree"`, or leave it out.',
    }),
  );
}

/** A04: the root of a schema is an object. */
function checkSchema(schema: AnyNode, report: Report): void {
  if (schema.type !== "ObjectExpression") return;
  const type = propertiesOf(schema).find(({ name }) => name === "type")?.value;
  if (type?.type !== "Literal" || typeof type.value !== "string" || type.value === "object") return;
  report(
    warning(type.start, {
      code: "A04-schema-root",
      message: `A schema's root must be an object, and is \`${type.value}\`: the call rejects.`,
      advice: 'Wrap it: `{ type: "object", properties: { items: … }, required: ["items"] }`.',
    }),
  );
}
