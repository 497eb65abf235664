// What the operator of a worker lets commands do, and how much of the machine one command may use.
import { totalmem } from "node:os";
import {
  COMMAND_FILE_BYTES_MAX,
  COMMAND_MEMORY_SHARE,
  COMMAND_OUTPUT_BYTES_MAX,
  COMMAND_PROCESSES_MAX,
  COMMAND_TMP_BYTES_MAX,
  DISK_FLOOR_BYTES,
} from "../protocol/limits.ts";

export type CommandLimits = {
  /** Processes and threads at once, of the whole tree. */
  readonly processes: number;
  /** Memory of its own that the whole tree holds, in bytes. */
  readonly memoryBytes: number;
  /** Largest file it may write, in bytes. */
  readonly fileBytes: number;
  /** Output in all, in bytes; kept is less. */
  readonly outputBytes: number;
  /** /tmp and /dev/shm, in bytes each; they live in memory. */
  readonly tmpBytes: number;
  /** Free space that it must leave on the workspace's disk, in bytes. */
  readonly diskFloorBytes: number;
};

export type CommandPolicy = {
  /** The machine's network, its loopback included. Off unless the operator asks for it. */
  readonly network: boolean;
  /** `none`: the operator asked to do without, by name. Commands then have the worker's rights. */
  readonly sandbox: "bubblewrap" | "none";
  readonly limits: CommandLimits;
};

export const COMMAND_LIMITS: CommandLimits = {
  processes: COMMAND_PROCESSES_MAX,
  memoryBytes: Math.floor(totalmem() * COMMAND_MEMORY_SHARE),
  fileBytes: COMMAND_FILE_BYTES_MAX,
  outputBytes: COMMAND_OUTPUT_BYTES_MAX,
  tmpBytes: Math.min(COMMAND_TMP_BYTES_MAX, Math.floor(totalmem() / 8)),
  diskFloorBytes: DISK_FLOOR_BYTES,
};

/** What holds unless an operator says otherwise. */
export const CONFINED: CommandPolicy = { network: false, sandbox: "bubblewrap", limits: COMMAND_LIMITS };

let ofThisProcess = CONFINED;

/** What holds for every command of this process whose call does not say otherwise. */
export function commandPolicy(): CommandPolicy {
  return ofThisProcess;
}

/**
 * The operator's word, said once when a worker starts. It is the process's and no parameter, so that no path to a
 * command can forget it, nor a run or an agent have a say in it.
 */
export function setCommandPolicy(policy: CommandPolicy): void {
  ofThisProcess = policy;
}

/** For agents: what commands can do here, as the end of a sentence that begins with "Commands run". */
export function policyInWords({ sandbox, network }: CommandPolicy = ofThisProcess): string {
  if (sandbox === "none") {
    return "without a sandbox, with all the rights of this machine's user: leave everything outside of the working directory as it is";
  }
  return network ? "in a sandbox, with network access" : "in a sandbox without network access";
}

/** Stands over the output of every command that ran without a sandbox. */
export const NO_SANDBOX = "[No sandbox: this worker was started with --unsafe-no-sandbox]";
