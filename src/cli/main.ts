#!/usr/bin/env node
// The program `pawl`.
import { processIo } from "./io.ts";
import { runProgram } from "./program.ts";
import { packageVersion } from "./package-version.ts";

/** What a shell reports for a program that SIGPIPE ended. */
const PIPE_CLOSED = 141;

// `pawl ls | head` closes the pipe: that is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  process.exit(error.code === "EPIPE" ? PIPE_CLOSED : 1);
});

const exitCode = await runProgram(process.argv.slice(2), {
  io: processIo(),
  environment: process.env,
  cwd: process.cwd(),
  version: packageVersion(),
});
process.exitCode = exitCode;
