// From words on the command line to a command's `run`, by way of commander.
import { Command as CommanderCommand, CommanderError } from "commander";
import { argumentToExplain } from "./argument-help.ts";
import type { Command, Invocation, Surroundings } from "./command.ts";
import { COMMANDS, type CommandEntry } from "./commands.ts";
import { EXIT } from "./exit-codes.ts";
import { reportError } from "./report-error.ts";
import { UsageError } from "./usage-error.ts";

/** Runs the command the words name and resolves to the exit code. Never throws. */
export async function runProgram(words: readonly string[], surroundings: Surroundings): Promise<number> {
  const outcome = { exitCode: EXIT.completed as number };
  try {
    if (await explainedArgument(words, surroundings)) return EXIT.completed;
    const program = await makeProgram(words, surroundings, outcome);
    // Everything after `pawl temporal` belongs to the Temporal program, its own --help included.
    await program.parseAsync(isPassThrough(words) ? ["temporal", "--", ...words.slice(1)] : words, {
      from: "user",
    });
    return outcome.exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.completed;
    const seen = error instanceof CommanderError ? toUsageError(error, words) : error;
    return reportError(seen, surroundings.io, wantsJson(words));
  }
}

async function explainedArgument(words: readonly string[], surroundings: Surroundings): Promise<boolean> {
  const command = await COMMANDS.find((entry) => entry.name === words[0])?.load();
  if (command?.helpOn === undefined) return false;
  const argument = argumentToExplain(words, command);
  if (argument === null) return false;
  await command.helpOn(argument, { words, surroundings });
  return true;
}

function isPassThrough(words: readonly string[]): boolean {
  return words[0] === "temporal" && words[1] !== "--help" && words[1] !== "-h";
}

function wantsJson(words: readonly string[]): boolean {
  return words.includes("--json") && !isPassThrough(words);
}

async function makeProgram(
  words: readonly string[],
  surroundings: Surroundings,
  outcome: { exitCode: number },
): Promise<CommanderCommand> {
  const { io, version } = surroundings;
  const program = new CommanderCommand("pawl")
    .description("Runs dynamic-workflow scripts durably on Temporal.")
    .version(version, "--version", "print the version")
    .helpOption("-h, --help", "print help")
    .helpCommand(false)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.out(text.trimEnd()),
      writeErr: () => {},
      getOutHasColors: () => false,
    })
    .addHelpText("after", ROOT_EXAMPLES);
  program.action(() => program.outputHelp());
  program.allowExcessArguments(false);
  for (const entry of COMMANDS) {
    const sub = program.command(entry.name).summary(entry.summary).description(entry.summary);
    if (entry.name === words[0]) declare(sub, await entry.load(), { surroundings, outcome });
  }
  refuseUnknown(words, COMMANDS);
  return program;
}

const ROOT_EXAMPLES = `
Examples:
  pawl dev --simulate          everything on this machine, with a simulated model
  pawl run examples/01-hello.js
  pawl watch RUN
  pawl COMMAND --help          more on one command

RUN is a run's id, or the beginning of one.`;

type Wiring = { readonly surroundings: Surroundings; readonly outcome: { exitCode: number } };

function declare(sub: CommanderCommand, command: Command, { surroundings, outcome }: Wiring): void {
  sub.description(command.description ?? command.summary);
  for (const argument of command.arguments) sub.argument(argument.syntax, argument.description);
  for (const { flags, description, repeats } of command.options) {
    if (repeats) sub.option(flags, description, collect);
    else sub.option(flags, description);
  }
  sub.addHelpText("after", `\nExamples:\n${command.examples.map((line) => `  ${line}`).join("\n")}`);
  sub.allowExcessArguments(false);
  sub.action(async () => {
    outcome.exitCode = await command.run(invocationOf(sub, surroundings));
  });
}

function collect(value: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, value];
}

function invocationOf(sub: CommanderCommand, { io, environment, cwd }: Surroundings): Invocation {
  refuseEmpty(sub);
  const options = sub.opts();
  return { args: sub.processedArgs, options, io, json: options["json"] === true, environment, cwd };
}

/** A shell variable that is not set makes an empty word; a required argument is not that. */
function refuseEmpty(sub: CommanderCommand): void {
  const empty = sub.registeredArguments.find(
    ({ required }, index) => required && sub.processedArgs[index] === "",
  );
  if (empty === undefined) return;
  throw new UsageError(
    `${empty.name()}: expected a value, got an empty one.`,
    `See pawl ${sub.name()} --help.`,
  );
}

/** Commander takes an unknown command for a surplus argument of `pawl` itself. */
function refuseUnknown(words: readonly string[], commands: readonly CommandEntry[]): void {
  const [word] = words;
  if (word === undefined || word.startsWith("-") || commands.some((entry) => entry.name === word)) return;
  const names = commands.map((entry) => entry.name);
  const near = names.find((name) => name.startsWith(word) || word.startsWith(name));
  throw new UsageError(
    `Expected a command, got ${JSON.stringify(word)}.${near ? ` Did you mean ${near}?` : ""}`,
    `Commands: ${names.join(", ")}. See pawl --help.`,
  );
}

function toUsageError(error: CommanderError, words: readonly string[]): UsageError {
  const message = error.message.replace(/^error: /u, "").replace(/\s*\n\s*/gu, " ");
  const command = COMMANDS.find((entry) => entry.name === words[0]);
  return new UsageError(
    message.charAt(0).toUpperCase() + message.slice(1),
    `See ${command ? `pawl ${command.name} --help` : "pawl --help"}.`,
  );
}
