// pawl doctor: what is there, what is missing, what to do.
import { type Command, type Invocation, JSON_OPTION, SERVER_OPTIONS } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import type { Colors } from "../io.ts";
import { examine, type Finding } from "../doctor/examine.ts";
import { configOf } from "../session.ts";

export const doctor: Command = {
  name: "doctor",
  summary: "say what is there, what is missing and what to do",
  description:
    "Says what is there, what is missing and what to do. Exit code 0 when nothing is missing, else 1.",
  arguments: [],
  options: [JSON_OPTION, ...SERVER_OPTIONS],
  examples: ["pawl doctor", "pawl doctor --json"],
  run: runDoctor,
};

async function runDoctor(invocation: Invocation): Promise<number> {
  const { io, json, environment } = invocation;
  const findings = await examine(configOf(invocation), environment);
  const ok = findings.every((finding) => finding.state !== "missing");
  if (json) io.out(JSON.stringify({ ok, findings }, null, 2));
  else for (const line of findings.flatMap((finding) => findingLines(finding, io.colors))) io.out(line);
  return ok ? EXIT.completed : EXIT.failed;
}

export function findingLines(finding: Finding, colors: Colors): string[] {
  const mark = {
    ok: colors.green("ok     "),
    warning: colors.yellow("warning"),
    missing: colors.red("missing"),
  };
  return [
    `${mark[finding.state]}  ${finding.name.padEnd(17)} ${finding.found}`,
    ...(finding.advice === null ? [] : [`         ${finding.advice}`]),
  ];
}
