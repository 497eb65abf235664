// The frame of every command that talks to a server: configuration, warnings, connection, closing.
import { connect, type Session } from "../client/connect.ts";
import { loadConfig, type Config } from "../config.ts";
import type { Invocation } from "./command.ts";
import { textOption } from "./read-options.ts";

export function configOf(invocation: Invocation): Config {
  const config = loadConfig(
    {
      address: textOption(invocation, "address"),
      namespace: textOption(invocation, "namespace"),
      profile: textOption(invocation, "profile"),
      taskQueue: textOption(invocation, "taskQueue"),
    },
    invocation.environment,
    invocation.cwd,
  );
  printWarnings(config, invocation);
  return config;
}

export function printWarnings(config: Config, { io }: Invocation): void {
  for (const warning of config.warnings) io.err(`${io.errorColors.yellow("warning:")} ${warning}`);
}

/** The connection is closed whatever becomes of `body`. */
export async function withSession<T>(
  invocation: Invocation,
  body: (session: Session, config: Config) => Promise<T>,
): Promise<T> {
  const config = configOf(invocation);
  const session = await connect(config);
  try {
    return await body(session, config);
  } finally {
    await session.connection.close();
  }
}
