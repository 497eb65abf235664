// pawl clean: what killed workers and ended runs have left behind.
import type { Config } from "../../config.ts";
import { ClientError } from "../../client/client-error.ts";
import { connect, type Session } from "../../client/connect.ts";
import { clearLeftovers, type Clearing } from "../../workspace/leftovers/clear-leftovers.ts";
import { findLeftovers } from "../../workspace/leftovers/find-leftovers.ts";
import { LEFTOVER_KINDS, type Leftover, type LeftoverScope } from "../../workspace/leftovers/leftover.ts";
import { type Command, type Invocation, JSON_OPTION, SERVER_OPTIONS } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { flagOption } from "../read-options.ts";
import { leftoverScope } from "../leftover-scope.ts";
import { configOf } from "../session.ts";
import { visibleLine } from "../visible-text.ts";

export const clean: Command = {
  name: "clean",
  summary: "show what killed workers and ended runs left behind; --yes removes it",
  description:
    "Shows what killed workers and ended runs left behind: worktrees with their processes, temporary files, references\nand branches in the repository of PAWL_WORKSPACE. With --yes it removes what is certainly nobody's. Work that was\nnever merged stays and is named.",
  arguments: [],
  options: [
    { flags: "--yes", description: "remove what the list says may go" },
    JSON_OPTION,
    ...SERVER_OPTIONS,
  ],
  examples: ["pawl clean", "pawl clean --yes"],
  run: runClean,
};

async function runClean(invocation: Invocation): Promise<number> {
  const config = configOf(invocation);
  const session = await sessionOrNull(config, invocation);
  try {
    const scope = await leftoverScope(config, session);
    return flagOption(invocation, "yes") ? await clear(scope, invocation) : await show(scope, invocation);
  } finally {
    await session?.connection.close();
  }
}

/** Without a server only what is certain without it goes; one that refuses is an error like any other. */
async function sessionOrNull(config: Config, { io }: Invocation): Promise<Session | null> {
  try {
    return await connect(config);
  } catch (error) {
    if (!(error instanceof ClientError) || error.kind !== "no-server") throw error;
    io.err(`${error.message} Without it nobody can say which runs have ended: most things stay.`);
    return null;
  }
}

async function show(scope: LeftoverScope, { io, json }: Invocation): Promise<number> {
  const leftovers = await findLeftovers(scope);
  if (json) {
    io.out(JSON.stringify({ leftovers }, null, 2));
    return EXIT.completed;
  }
  const nobodys = leftovers.filter(({ isNobodys }) => isNobodys);
  const staying = leftovers.filter(({ isNobodys }) => !isNobodys);
  if (nobodys.length > 0) io.out("Nobody's; pawl clean --yes removes:");
  for (const leftover of nobodys) io.out(lineOf(leftover));
  if (staying.length > 0) io.out("Stays:");
  for (const leftover of staying) io.out(lineOf(leftover));
  if (leftovers.length === 0) io.out("Nothing is left behind.");
  return EXIT.completed;
}

async function clear(scope: LeftoverScope, { io, json }: Invocation): Promise<number> {
  const { cleared, failed } = await clearLeftovers(scope, LEFTOVER_KINDS);
  const staying = (await findLeftovers(scope)).filter(({ isNobodys }) => !isNobodys);
  const exitCode = failed.length === 0 ? EXIT.completed : EXIT.failed;
  if (json) {
    io.out(JSON.stringify({ cleared, failed, staying }, null, 2));
    return exitCode;
  }
  io.out(cleared.length === 0 ? "Nothing to remove." : "Removed:");
  for (const leftover of cleared) io.out(lineOf(leftover));
  if (staying.length > 0) io.out("Stays:");
  for (const leftover of staying) io.out(lineOf(leftover));
  for (const line of failureLines(failed)) io.err(line);
  return exitCode;
}

function failureLines(failed: Clearing["failed"]): string[] {
  return failed.map(
    ({ leftover, reason }) => `error: ${leftover.kind} ${leftover.name} could not be removed: ${reason}`,
  );
}

/** Names and advice are for copying: as whole as can be. */
const LINE_MAX_CHARS = 1_000;

function lineOf({ kind, name, why }: Leftover): string {
  return `  ${kind.padEnd("reference".length)}  ${visibleLine(name, LINE_MAX_CHARS)}\n             ${visibleLine(why, LINE_MAX_CHARS)}`;
}
