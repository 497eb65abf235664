// Gets the Temporal program onto a machine that has none: the SDK's downloader, else a build with Go.
import { spawn } from "node:child_process";
import { mkdir, readdir, rename } from "node:fs/promises";
import path from "node:path";
import type { Io } from "../io.ts";
import { CommandFailure } from "../command-failure.ts";
import { cacheFolder, findExecutable, NO_TEMPORAL } from "../temporal-program.ts";

/** The newest version that `go install` takes; later ones carry a replace directive. */
const GO_MODULE = "github.com/temporalio/cli/cmd/temporal@v1.5.1";

export type Installation = {
  readonly io: Io;
  readonly environment: Readonly<Record<string, string | undefined>>;
};

/** Resolves to the program's path. Throws `CommandFailure` when there is no way. */
export async function installTemporal(installation: Installation): Promise<string> {
  await mkdir(cacheFolder(), { recursive: true });
  return (await download(installation)) ?? (await build(installation));
}

async function download({ io }: Installation): Promise<string | null> {
  io.err("No Temporal program found; downloading it (about 50 MB, once).");
  try {
    const { TestWorkflowEnvironment } = await import("@temporalio/testing");
    const folder = cacheFolder();
    // The SDK downloads in order to start a server; we keep the file and end the server.
    const environment = await TestWorkflowEnvironment.createLocal({
      server: { executable: { type: "cached-download", downloadDir: folder } },
    });
    await environment.teardown();
    const found = (await readdir(folder)).find((name) => name.startsWith("temporal-"));
    if (found === undefined) return null;
    const program = path.join(folder, "temporal");
    await rename(path.join(folder, found), program);
    return program;
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    io.err(`The download did not work here: ${said}`);
    return null;
  }
}

async function build(installation: Installation): Promise<string> {
  const { io, environment } = installation;
  const folders = [...(environment["PATH"] ?? "").split(path.delimiter), "/usr/local/go/bin"].filter(Boolean);
  const go = await findExecutable("go", folders);
  if (go === null || !(await agrees(io))) {
    throw new CommandFailure(
      "Expected the Temporal program; found none, and no way to get it here.",
      NO_TEMPORAL,
    );
  }
  io.err(`Building it: GOBIN=${cacheFolder()} ${go} install ${GO_MODULE}`);
  const exitCode = await runQuietly(go, ["install", GO_MODULE], { ...environment, GOBIN: cacheFolder() });
  if (exitCode === 0) return path.join(cacheFolder(), "temporal");
  throw new CommandFailure(
    `Expected ${go} to build the Temporal program; it ended with ${exitCode}.`,
    NO_TEMPORAL,
  );
}

async function agrees(io: Io): Promise<boolean> {
  io.err("Go is here and can build it: about 4 minutes on 2 cores, once.");
  if (!io.interactive) return true;
  const words = await io.ask("Build it now? [Y/n] ");
  return words !== null && !/^n/iu.test(words.trim());
}

async function runQuietly(
  file: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<number | null> {
  return new Promise((resolve, reject) => {
    // Go's progress goes to stderr; stdout may be somebody's JSON.
    const child = spawn(file, args, { env, stdio: ["ignore", 2, 2] });
    child.on("error", reject);
    child.on("exit", resolve);
  });
}
