// The outline of a script, read from its syntax tree: who is asked, in which loops, judged by what. Nothing runs.
import type { AnyNode, CallExpression } from "acorn";
import { cutText } from "../protocol/json.ts";
import { OUTLINE_SITES_MAX, OUTLINE_TEXT_MAX_CHARS } from "../protocol/limits.ts";
import type { AgentSite, NestedRef, ScriptOutline } from "../protocol/script-review.ts";
import { positionAt } from "../protocol/text-position.ts";
import { parseBody } from "../script/body-parser.ts";
import { PROMISE_PRIMITIVES } from "../script/known-names.ts";
import { globalName, type Place } from "../script/rules/rule.ts";
import { propertyName } from "../script/syntax-tree.ts";
import { walkScript } from "../script/walk-script.ts";
import { makeLoopReader } from "./loop-sites.ts";

/** @param text of a script that compiles. */
export function outlineOf(text: string): ScriptOutline {
  const parsed = parseBody(text);
  if (!parsed.ok) throw new Error("expected a script that compiles, got one that does not parse");
  const agents: AgentSite[] = [];
  const checks: string[] = [];
  const calls: Record<string, number> = {};
  const nested = new Map<string, NestedRef>();
  const loops = makeLoopReader(text);
  let judged = false;
  walkScript(text, parsed.tree, (place) => {
    loops.visit(place);
    const { node } = place;
    if (node.type !== "CallExpression") return;
    const name = globalName(place, node.callee);
    if (name === null || !PROMISE_PRIMITIVES.has(name)) return;
    calls[name] = (calls[name] ?? 0) + 1;
    if (name === "agent") agents.push(toAgentSite(node, place));
    const ref = name === "workflow" ? toNestedRef(node.arguments[0]) : null;
    if (ref !== null) nested.set(JSON.stringify(ref), ref);
    const command =
      name === "check" ? node.arguments[0] : name === "merge" ? optionOf(node, "check") : undefined;
    if (command === undefined) return;
    judged = true;
    checks.push(literalText(command) ?? cut(text.slice(command.start, command.end)));
  });
  return {
    agents: agents.slice(0, OUTLINE_SITES_MAX),
    loops: loops.sites().slice(0, OUTLINE_SITES_MAX),
    checks: [...new Set(checks)].slice(0, OUTLINE_SITES_MAX),
    judged,
    calls,
    nested: [...nested.values()].slice(0, OUTLINE_SITES_MAX),
  };
}

/** `null` where only running tells which script it is. */
function toNestedRef(called: AnyNode | undefined): NestedRef | null {
  if (called === undefined) return null;
  const name = writtenText(called);
  if (name !== null) return { kind: "name", name };
  const given = propertyOf(called, "scriptPath");
  const path = given === undefined ? null : writtenText(given);
  return path === null ? null : { kind: "path", path };
}

function toAgentSite(call: CallExpression, { text }: Place): AgentSite {
  const written = (key: string): string | null => {
    const value = optionOf(call, key);
    return value === undefined ? null : literalText(value);
  };
  return {
    line: positionAt(text, call.start).line,
    label: written("label"),
    model: written("model"),
    agentType: written("agentType"),
    tools: textList(optionOf(call, "tools")),
    worktree: optionOf(call, "isolation") !== undefined,
  };
}

/** The value of an option that is written out in the call's last argument. */
function optionOf(call: CallExpression, key: string): AnyNode | undefined {
  return propertyOf(call.arguments[1], key);
}

function propertyOf(object: AnyNode | undefined, key: string): AnyNode | undefined {
  if (object?.type !== "ObjectExpression") return undefined;
  for (const property of object.properties) {
    if (property.type === "Property" && propertyName(property.key, property.computed) === key)
      return property.value;
  }
  return undefined;
}

function literalText(node: AnyNode): string | null {
  const text = writtenText(node);
  return text === null ? null : cut(text);
}

/** The whole of a text that is written out. */
function writtenText(node: AnyNode): string | null {
  if (node.type === "Literal" && typeof node.value === "string") return node.value;
  const [only, ...more] = node.type === "TemplateLiteral" ? node.quasis : [];
  return only === undefined || more.length > 0 ? null : (only.value.cooked ?? only.value.raw);
}

function textList(node: AnyNode | undefined): string[] | null {
  if (node?.type !== "ArrayExpression") return null;
  const texts = node.elements.map((element) => (element === null ? null : literalText(element)));
  return texts.every((text) => text !== null) ? texts.slice(0, OUTLINE_SITES_MAX) : null;
}

function cut(text: string): string {
  return cutText(text, OUTLINE_TEXT_MAX_CHARS);
}
