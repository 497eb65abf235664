// pawl validate: the language and nothing else, in milliseconds.
import { type Command, type Invocation, JSON_OPTION } from "../command.ts";
import { CommandFailure } from "../command-failure.ts";
import { checkScript, type ScriptCheck } from "../check-script.ts";
import { EXIT } from "../exit-codes.ts";
import { readScriptFile } from "../read-script-file.ts";
import { textsArgument } from "../read-options.ts";
import { diagnosticLines } from "../render/diagnostics.ts";

export const validate: Command = {
  name: "validate",
  summary: "check scripts without running them",
  description:
    "Checks scripts without running them: syntax, meta, what scripts may not use.\nExit code 0 when all can run, 1 when one cannot.",
  arguments: [{ syntax: "<file...>", description: "script files; - is stdin" }],
  options: [JSON_OPTION],
  examples: ["pawl validate examples/*.js", "pawl validate --json plan.js"],
  run: runValidate,
};

type FileVerdict =
  | { readonly file: string; readonly check: ScriptCheck }
  | { readonly file: string; readonly failure: CommandFailure };

async function runValidate(invocation: Invocation): Promise<number> {
  const verdicts: FileVerdict[] = [];
  for (const file of textsArgument(invocation, 0)) verdicts.push(await judge(file));
  if (invocation.json) invocation.io.out(JSON.stringify({ files: verdicts.map(toJson) }, null, 2));
  else for (const verdict of verdicts) print(verdict, invocation);
  return verdicts.every(isSound) ? EXIT.completed : EXIT.failed;
}

async function judge(file: string): Promise<FileVerdict> {
  try {
    return { file, check: checkScript(await readScriptFile(file)) };
  } catch (error) {
    if (error instanceof CommandFailure) return { file, failure: error };
    throw error;
  }
}

function isSound(verdict: FileVerdict): boolean {
  return "check" in verdict && verdict.check.meta !== null;
}

function print(verdict: FileVerdict, { io }: Invocation): void {
  if ("failure" in verdict) {
    io.err(`${io.errorColors.red("error:")} ${verdict.failure.message}`);
    io.err(verdict.failure.advice);
    return;
  }
  const { file, check } = verdict;
  if (check.meta !== null && check.diagnostics.length === 0) io.out(`${file}: ${io.colors.green("ok")}`);
  for (const diagnostic of check.diagnostics) {
    for (const line of diagnosticLines(file, diagnostic, io.colors)) io.out(line);
  }
}

function toJson(verdict: FileVerdict): object {
  const { file } = verdict;
  if ("failure" in verdict) {
    const { message, advice } = verdict.failure;
    return { file, ok: false, error: { message, advice }, diagnostics: [] };
  }
  const { meta, hash, diagnostics } = verdict.check;
  return { file, ok: meta !== null, name: meta?.name ?? null, hash, diagnostics };
}
