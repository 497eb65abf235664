// Whether bubblewrap is there and really works. Without it commands are refused, unless the
// operator of the worker asked to do without (command-policy.ts).
import { execFile } from "node:child_process";
import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { delimiter, isAbsolute, join } from "node:path";
import { promisify } from "node:util";

/** Namespaces and rights of every sandboxed command; the user namespace is asked for even by root. */
export const ISOLATION = [
  "--unshare-all",
  "--unshare-user",
  "--die-with-parent",
  "--new-session",
  "--cap-drop",
  "ALL",
] as const;

/**
 * Nobody in the sandbox can become root of a user namespace of their own, the key to much of the kernel that has been
 * broken before. Since bubblewrap 0.8; an older one is used without.
 */
export const NO_OWN_NAMESPACES = ["--disable-userns"] as const;

const PROBE_TIMEOUT_MS = 10_000;

export type FoundSandbox =
  | { readonly ok: true; readonly program: string; readonly hardening: readonly string[] }
  | { readonly ok: false; readonly problem: string; readonly advice: string };

/** Commands run in the sandbox only, and there is none. */
export class SandboxMissing extends Error {
  override readonly name = "SandboxMissing";
  readonly problem: string;
  readonly advice: string;

  constructor(problem: string, advice: string) {
    super(`Expected a working bubblewrap (bwrap) to run commands in; ${problem}. ${advice}`);
    this.problem = problem;
    this.advice = advice;
  }
}

const working = new Map<string, FoundSandbox>();

/** Looks for `bwrap` on `path` (a PATH variable) and tries it out; a success is remembered, a failure tried again. */
export async function findSandbox(path: string = process.env["PATH"] ?? ""): Promise<FoundSandbox> {
  const known = working.get(path);
  if (known !== undefined) return known;
  const program = await findProgram("bwrap", path);
  if (program === null) {
    return { ok: false, problem: "there is no program bwrap on PATH", advice: INSTALL_ADVICE };
  }
  const found = await tryOut(program);
  if (found.ok) working.set(path, found);
  return found;
}

/** The path of bubblewrap, or `SandboxMissing`. */
export async function requireSandbox(path?: string): Promise<string> {
  return (await requireWorkingSandbox(path)).program;
}

/** Bubblewrap with what this one can do beyond `ISOLATION`; or `SandboxMissing`. */
export async function requireWorkingSandbox(path?: string): Promise<FoundSandbox & { readonly ok: true }> {
  const found = await findSandbox(path);
  if (!found.ok) throw new SandboxMissing(found.problem, found.advice);
  return found;
}

const INSTALL_ADVICE =
  "Install it: sudo apt-get install bubblewrap (Debian, Ubuntu), sudo dnf install bubblewrap (Fedora), " +
  "sudo pacman -S bubblewrap (Arch), sudo apk add bubblewrap (Alpine).";

const NAMESPACES_ADVICE =
  "This system forbids user namespaces. On Ubuntu 24.04 allow them: " +
  "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0 (until the next start), or an AppArmor profile " +
  "for bwrap with `userns,`. Elsewhere: sudo sysctl -w kernel.unprivileged_userns_clone=1 and " +
  "user.max_user_namespaces above 0; in a container: --security-opt seccomp=unconfined --cap-add SYS_ADMIN.";

async function tryOut(program: string): Promise<FoundSandbox> {
  const hardened = await tryWith(program, NO_OWN_NAMESPACES);
  return hardened.ok ? hardened : tryWith(program, []);
}

async function tryWith(program: string, hardening: readonly string[]): Promise<FoundSandbox> {
  const view = ["--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev"];
  const probe = [...ISOLATION, ...hardening, ...view, "--", "true"];
  try {
    await promisify(execFile)(program, probe, { timeout: PROBE_TIMEOUT_MS });
    return { ok: true, program, hardening };
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    const problem = `${program} is there but does not work: ${said.trim().replace(/\s+/g, " ").slice(-400)}`;
    const forbidden = /namespace|uid map|Operation not permitted|Permission denied/i.test(said);
    return { ok: false, problem, advice: forbidden ? NAMESPACES_ADVICE : INSTALL_ADVICE };
  }
}

async function findProgram(name: string, path: string): Promise<string | null> {
  // A relative entry of PATH would let the current directory, perhaps an agent's, choose the program.
  for (const directory of path.split(delimiter).filter((entry) => isAbsolute(entry))) {
    const candidate = join(directory, name);
    try {
      await access(candidate, constants.X_OK);
      return candidate;
    } catch {
      // Not here; the next entry may have it.
    }
  }
  return null;
}
