// How many files a workspace has, those that Git would ignore left out.
import { spawn } from "node:child_process";
import { rgPath } from "@vscode/ripgrep";

/** Beyond it the number says no more than "many". */
export const FILES_COUNTED_MAX = 100_000;
/** On a slow disk; a count is not worth more. */
const COUNT_TIMEOUT_MS = 10_000;

/** `null` when it took too long or could not be done. At most `FILES_COUNTED_MAX`. */
export async function countFiles(workspace: string): Promise<number | null> {
  const child = spawn(
    rgPath,
    ["--no-config", "--files", "--null", "--hidden", "--glob", "!.git", "--glob", "!.pawl", "--", "."],
    {
      cwd: workspace,
      env: {},
      stdio: ["ignore", "pipe", "ignore"],
      timeout: COUNT_TIMEOUT_MS,
      killSignal: "SIGKILL",
    },
  );
  let files = 0;
  child.stdout.on("data", (chunk: Buffer) => {
    for (const byte of chunk) if (byte === 0) files += 1;
    if (files >= FILES_COUNTED_MAX) child.kill("SIGKILL");
  });
  // 1 is "no files", 2 "some could not be read".
  const code = await new Promise<number | null>((resolve) => {
    child.once("error", () => resolve(null));
    child.once("close", resolve);
  });
  if (files >= FILES_COUNTED_MAX) return FILES_COUNTED_MAX;
  return code === null ? null : files;
}
