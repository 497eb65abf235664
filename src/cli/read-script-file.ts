// A script's text from a file, or one clear reason why not.
import { readFile, stat } from "node:fs/promises";
import { SCRIPT_MAX_BYTES } from "../protocol/limits.ts";
import { CommandFailure } from "./command-failure.ts";

/** Throws `CommandFailure`. `-` reads stdin. */
export async function readScriptFile(path: string): Promise<string> {
  if (path === "-") return decode("stdin", await readStdin());
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(path, error);
  });
  if (!found.isFile()) {
    const kind = found.isDirectory() ? "a directory" : "something that is no regular file";
    throw new CommandFailure(`${path}: expected a script file, got ${kind}.`, "Name the file itself.");
  }
  if (found.size > SCRIPT_MAX_BYTES) {
    throw new CommandFailure(
      `${path}: expected a script of at most ${SCRIPT_MAX_BYTES} bytes, got ${found.size}.`,
      "Pass data in --args or let agents read it from the workspace.",
    );
  }
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(path, error);
  });
  return decode(path, bytes);
}

async function readStdin(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function decode(path: string, bytes: Buffer): string {
  try {
    if (bytes.includes(0)) throw new TypeError("a NUL byte");
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    throw new CommandFailure(
      `${path}: expected a script as UTF-8 text, got bytes that are none.`,
      "A script is one plain-JavaScript file; is this the right one?",
    );
  }
}

function unreadable(path: string, error: NodeJS.ErrnoException): CommandFailure {
  if (error.code === "ENOENT" || error.code === "ENOTDIR") {
    return new CommandFailure(`${path}: expected a script file, found nothing there.`, "Check the path.");
  }
  return new CommandFailure(
    `${path}: cannot be read (${error.code ?? error.message}).`,
    "Check its permissions.",
  );
}
