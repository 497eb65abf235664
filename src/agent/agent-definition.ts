// Reads one Markdown file with YAML front matter as an agent type. The keys are those of Claude Code's agent files.
import { parse } from "yaml";
import { z } from "zod";
import { GRANTABLE_TOOLS } from "../protocol/agent.ts";
import { BASIC_TOOLS, DELEGATION, TOOL_NAMES } from "./agent-type.ts";
import type { AgentType } from "./agent-type.ts";

const names = z.union([z.string(), z.array(z.string())]).nullish();

const frontMatterSchema = z.object({
  name: z.string().trim().min(1),
  description: z.string().default(""),
  tools: names,
  disallowedTools: names,
  model: z.string().nullish(),
  effort: z.string().nullish(),
});
type FrontMatter = z.output<typeof frontMatterSchema>;

/** Throws an `Error` that says what is wrong with the text. Other keys are ignored. */
export function parseAgentDefinition(text: string): AgentType {
  const parts = /^\uFEFF?---\r?\n(?<front>.*?)\r?\n---[^\S\n]*(?:\r?\n|$)(?<body>.*)$/s.exec(text)?.groups;
  if (parts === undefined) throw new Error("expected YAML front matter between two lines of ---");
  const parsed = frontMatterSchema.safeParse(parse(parts["front"] ?? ""));
  if (!parsed.success) throw new Error(parsed.error.issues.map(explainIssue).join("; "));
  const { name, description, model, effort } = parsed.data;
  return {
    name,
    description,
    ...toolsOf(parsed.data),
    ...(model ? { model } : {}),
    ...(effort ? { effort } : {}),
    prompt: (parts["body"] ?? "").trim(),
  };
}

/**
 * The basic tools when the file names none, or `*`; then the run may grant more. A file that lists tools means exactly
 * these, granted by being named. Tools pawl has not are left out, and so is an allowance with a pattern,
 * `Bash(git *)`: it cannot be held, and granting the whole tool would be more than was meant. A ban with a pattern
 * bans the whole tool.
 */
function toolsOf({
  tools,
  disallowedTools,
}: FrontMatter): Pick<AgentType, "tools" | "ifGranted" | "neverDelegates"> {
  const named = (toList(tools) ?? ["*"]).map(inOurWords);
  const banned = (toList(disallowedTools) ?? []).map((name) => inOurWords(name.replace(/\(.*$/s, "").trim()));
  const all = named.includes("*");
  const allowed: readonly string[] = all ? [...BASIC_TOOLS, ...named] : named;
  const isLeft = (name: string): boolean => !banned.includes(name) && !banned.includes("*");
  return {
    tools: TOOL_NAMES.filter((name) => allowed.includes(name) && isLeft(name)),
    ifGranted: all ? GRANTABLE_TOOLS.filter(isLeft) : [],
    ...(isLeft(DELEGATION) ? {} : { neverDelegates: true }),
  };
}

/** Older files know the tool that starts agents as `Task`. */
function inOurWords(name: string): string {
  return name === "Task" ? DELEGATION : name;
}

/** `Read, Bash(git log, git diff)` has two names: a comma inside parentheses does not part them. */
function toList(value: string | readonly string[] | null | undefined): readonly string[] | undefined {
  if (value === null || value === undefined) return undefined;
  const list = typeof value === "string" ? value.split(/,(?![^(]*\))/) : value;
  return list.map((name) => name.trim()).filter((name) => name !== "");
}

function explainIssue(issue: z.core.$ZodIssue): string {
  return `${issue.path.join(".") || "front matter"}: ${issue.message}`;
}
