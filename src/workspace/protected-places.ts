// Places in a workspace that decide what programs outside of the sandbox do: agents may not write there.

/**
 * Names at the top of a workspace. Git runs hooks and configured programs, editors and Claude Code run tasks, hooks
 * and servers from their settings, pawl runs scripts: whoever writes there acts outside of the sandbox later.
 */
export const PROTECTED_PLACES = [".git", ".claude", ".mcp.json", ".vscode", ".idea", ".pawl"] as const;

/** pawl's own home: its database and transcripts hold other runs' data. Only the saved scripts are for reading. */
export const HIDDEN_PLACE = ".pawl";
export const SCRIPTS_IN_HIDDEN_PLACE = "scripts";

/** The protected place that a path inside the workspace (relative, `/` between names) lies in, else `null`. */
export function protectedPlaceOf(relativePath: string): string | null {
  // Names are compared without case: some file systems do not tell `.GIT` from `.git`.
  const names = relativePath.toLowerCase().split("/");
  const place = PROTECTED_PLACES.find((name) => name === names[0]);
  if (place !== undefined) return place;
  // A repository inside the workspace runs its hooks just as well.
  return names.includes(".git") ? ".git" : null;
}

/** Whether a path inside the workspace must not even be read. */
export function isHidden(relativePath: string): boolean {
  const [first, second] = relativePath.toLowerCase().split("/");
  return first === HIDDEN_PLACE && second !== undefined && second !== SCRIPTS_IN_HIDDEN_PLACE;
}
