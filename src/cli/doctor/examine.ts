// One finding for each thing pawl needs. Nothing here throws: trouble is what we are asked about.
import { execFile } from "node:child_process";
import { stat, statfs } from "node:fs/promises";
import { promisify } from "node:util";
import { connect, type Session } from "../../client/connect.ts";
import { workersPolling } from "../../client/workers-polling.ts";
import type { Config, Environment } from "../../config.ts";
import { findProcessBound, type ProcessBound } from "../../workspace/process-bound.ts";
import { findSandbox } from "../../workspace/sandbox.ts";
import { findTemporal, NO_TEMPORAL } from "../temporal-program.ts";
import { withoutLogin } from "../without-login.ts";
import { openRights } from "../worker-rights.ts";

/** `warning`: works, but not fully. `missing`: something will not work. */
export type Finding = {
  readonly name: string;
  readonly state: "ok" | "warning" | "missing";
  readonly found: string;
  readonly advice: string | null;
};

const PROGRAM_TIMEOUT_MS = 10_000;
const DISK_LOW_BYTES = 1024 ** 3;

export async function examine(config: Config, environment: Environment): Promise<Finding[]> {
  const [program, server, sandbox, git, workspaces, disk] = await Promise.all([
    examineProgram(config, environment),
    examineServer(config),
    examineSandbox(environment),
    examineGit(),
    Promise.all(config.workspaces.map(examineWorkspace)),
    examineDisk(config),
  ]);
  const node = examineNode(process.versions.node);
  return [node, program, ...server, sandbox, git, examineModel(config), ...workspaces, disk];
}

function ok(name: string, found: string): Finding {
  return { name, state: "ok", found, advice: null };
}

function missing(name: string, found: string, advice: string): Finding {
  return { name, state: "missing", found, advice };
}

export function examineNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 20)) {
    const advice = "Node 20 gets no security updates any more; Node 22 or 24 is better.";
    return major > 20 ? ok("Node", version) : { name: "Node", state: "warning", found: version, advice };
  }
  return missing("Node", version, "Install Node 20.20 or newer; 22 or 24 is better.");
}

async function examineProgram(config: Config, environment: Environment): Promise<Finding> {
  try {
    const program = await findTemporal({ temporalBin: config.temporalBin, environment });
    if (program === null) return missing("Temporal program", "none", NO_TEMPORAL);
    const { stdout } = await promisify(execFile)(program, ["--version"], { timeout: PROGRAM_TIMEOUT_MS });
    return ok("Temporal program", `${program} (${stdout.trim()})`);
  } catch (error) {
    return missing("Temporal program", messageOf(error), NO_TEMPORAL);
  }
}

async function examineServer(config: Config): Promise<Finding[]> {
  const name = "Temporal server";
  const { address, namespace } = config.temporal;
  try {
    const session = await connect(config);
    try {
      return [ok(name, `${address}, namespace ${namespace}`), await examineWorker(session)];
    } finally {
      await session.connection.close();
    }
  } catch (error) {
    const advice = (error as { advice?: string }).advice ?? "Start one with `pawl dev`.";
    return [missing(name, messageOf(error), advice), missing("Worker", "unknown without a server", advice)];
  }
}

async function examineWorker(session: Session): Promise<Finding> {
  const { workflows, agents } = await workersPolling(session);
  if (workflows.length === 0 || agents.length === 0) {
    return missing(
      "Worker",
      `none polls ${session.taskQueue}`,
      "Start one with `pawl worker` or `pawl dev`.",
    );
  }
  return examineRights(agents);
}

/** Workers say in their identity what their operators have allowed. */
export function examineRights(agents: readonly string[]): Finding {
  const found = agents.join(", ");
  const open = openRights(agents);
  if (open === null) return ok("Worker", found);
  const advice = `${open} Start them without the flag unless that is meant.`;
  return { name: "Worker", state: "warning", found, advice };
}

async function examineSandbox(environment: Environment): Promise<Finding> {
  const found = await findSandbox(environment["PATH"] ?? "");
  if (!found.ok) return missing("Sandbox", found.problem, found.advice);
  return sandboxFinding(found.program, await findProcessBound(found.program));
}

/** A storm of processes that nothing of the kernel bounds makes the machine slow before it is ended. */
export function sandboxFinding(program: string, bound: ProcessBound): Finding {
  if (bound !== "looking") return ok("Sandbox", `${program} works`);
  const found = `${program} works; a command's processes are counted by looking only`;
  const advice =
    "A command that starts processes as fast as it can may make this machine slow before it is ended. Run workers as " +
    "another user than root, or where root may make control groups, or on Linux 6.14 or newer " +
    "with nsenter on PATH and a /proc/sys that can be written.";
  return { name: "Sandbox", state: "warning", found, advice };
}

async function examineGit(): Promise<Finding> {
  try {
    const { stdout } = await promisify(execFile)("git", ["--version"], { timeout: PROGRAM_TIMEOUT_MS });
    return ok("git", stdout.trim());
  } catch {
    return missing("git", "none", "Install git: worktrees and the tree a check judged come from it.");
  }
}

/** Says only that there is a key; never the key. */
function examineModel({ anthropic }: Config): Finding {
  const at = anthropic.baseUrl === undefined ? "" : ` for ${withoutLogin(anthropic.baseUrl)}`;
  if (anthropic.apiKey !== undefined) return ok("Model access", `ANTHROPIC_API_KEY is set${at}`);
  if (anthropic.authToken !== undefined) return ok("Model access", `ANTHROPIC_AUTH_TOKEN is set${at}`);
  if (anthropic.baseUrl !== undefined) return ok("Model access", `no key${at}`);
  return missing(
    "Model access",
    "no key",
    "Set ANTHROPIC_API_KEY where workers start, or play without: pawl dev --simulate.",
  );
}

async function examineWorkspace(workspace: string): Promise<Finding> {
  const found = await stat(workspace).catch(() => null);
  if (found?.isDirectory()) return ok("Workspace", workspace);
  return missing(
    "Workspace",
    `${workspace} is no directory`,
    "Make it, or set PAWL_WORKSPACE to one that is there.",
  );
}

async function examineDisk(config: Config): Promise<Finding> {
  const name = "Disk";
  // PAWL_HOME may not be there yet; the workspace is.
  for (const place of [config.home, config.workspaces[0]]) {
    const disk = await statfs(place).catch(() => null);
    if (disk === null) continue;
    const free = disk.bavail * disk.bsize;
    const found = `${(free / 1024 ** 3).toFixed(1)} GiB free for ${config.home}`;
    if (free >= DISK_LOW_BYTES) return ok(name, found);
    return { name, state: "warning", found, advice: "Make room, or set PAWL_HOME to another disk." };
  }
  return missing(
    name,
    `${config.home} cannot be made`,
    "Set PAWL_HOME to a directory that can be written to.",
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
