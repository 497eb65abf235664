// Without bubblewrap agents have no shell and checks are refused: said loudly when a worker starts.
import { findSandbox } from "../workspace/sandbox.ts";

/** `null` when the sandbox works. */
export async function sandboxWarning(): Promise<string | null> {
  const found = await findSandbox();
  if (found.ok) return null;
  return `No sandbox: ${found.problem}. Commands (Bash, check) are refused until it works. ${found.advice}`;
}
