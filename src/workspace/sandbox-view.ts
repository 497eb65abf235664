// What of the machine a sandboxed command sees, as arguments of bubblewrap: programs and settings that every user of
// the machine may read, this Node, an empty /tmp, and nothing else.
import { existsSync, lstatSync, readdirSync, readlinkSync, realpathSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { COMMAND_LIMITS, type CommandPolicy } from "./command-policy.ts";
import { isBelow } from "./confined-path.ts";

const PROGRAM_PLACES = ["/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/nix/store"];
const PATH_OF_EVERY_SYSTEM = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

/**
 * Root, even without any capability, owns these files: a command could have the kernel run a program of its own outside
 * (core_pattern). bubblewrap 0.8 covers some of them only. The lists are those of OCI containers.
 */
const KERNEL_SETTINGS = [
  "/proc/bus",
  "/proc/fs",
  "/proc/irq",
  "/proc/mtrr",
  "/proc/sys",
  "/proc/sysrq-trigger",
];
const KERNEL_SECRETS = [
  "acpi",
  "asound",
  "kcore",
  "keys",
  "latency_stats",
  "sched_debug",
  "scsi",
  "timer_list",
].map((name) => `/proc/${name}`);

const RESOLVER_SETTINGS = "/etc/resolv.conf";
/** /etc changes rarely; looking through it takes some milliseconds. */
const SECRETS_FRESH_MS = 60_000;

/**
 * Arguments that build the machine's part of the sandbox. The workspace comes after them. `tmpBytes`: /tmp and
 * /dev/shm live in memory, and a runaway test must not fill the machine's.
 */
export function machineView(tmpBytes: number = COMMAND_LIMITS.tmpBytes): string[] {
  const size = ["--size", String(tmpBytes)];
  return [
    ...PROGRAM_PLACES.map(showProgramPlace),
    ["--ro-bind", "/etc", "/etc"],
    ...secretsOfEtc().map(mask),
    ["--proc", "/proc", "--dev", "/dev"],
    ...(process.getuid?.() === 0
      ? [...KERNEL_SETTINGS.map(showReadOnly), ...KERNEL_SECRETS.map(hideIfThere)]
      : []),
    [...size, "--tmpfs", "/tmp"],
    // /dev itself is such a file system, without a size.
    [...size, "--tmpfs", "/dev/shm", "--remount-ro", "/dev"],
    showNode(process.execPath),
  ].flat();
}

/** What a command with network access needs to find names: the file behind /etc/resolv.conf may lie elsewhere. */
export function networkView({ network }: CommandPolicy): string[] {
  if (!network || !existsSync(RESOLVER_SETTINGS)) return [];
  const real = realpathSync(RESOLVER_SETTINGS);
  return isBelow("/etc", real) ? [] : ["--ro-bind", real, real];
}

/** The worker's PATH as far as the sandbox shows it, this Node's directory first when it is an unusual one. */
export function sandboxPath(path: string = process.env["PATH"] ?? ""): string {
  const shown = path.split(delimiter).filter((entry) => isOfSystem(entry));
  const node = dirname(process.execPath);
  return [...new Set([...(isOfSystem(node) ? [] : [node]), ...shown, ...PATH_OF_EVERY_SYSTEM])].join(":");
}

function isOfSystem(path: string): boolean {
  return PROGRAM_PLACES.some((place) => isBelow(place, path));
}

function showProgramPlace(place: string): string[] {
  const stats = lstatSync(place, { throwIfNoEntry: false });
  if (stats === undefined) return [];
  return stats.isSymbolicLink() ? ["--symlink", readlinkSync(place), place] : ["--ro-bind", place, place];
}

function showReadOnly(path: string): string[] {
  return ["--ro-bind-try", path, path];
}

function hideIfThere(path: string): string[] {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats === undefined ? [] : mask({ path, isDirectory: stats.isDirectory() });
}

type Secret = { readonly path: string; readonly isDirectory: boolean };
let known: { readonly at: number; readonly secrets: readonly Secret[] } = { at: 0, secrets: [] };

/** A worker that runs as root could read all of /etc; its commands see what everybody may read. */
function secretsOfEtc(): readonly Secret[] {
  if (Date.now() - known.at > SECRETS_FRESH_MS) known = { at: Date.now(), secrets: notForEverybody("/etc") };
  return known.secrets;
}

function notForEverybody(directory: string): Secret[] {
  return readdirSync(directory).flatMap((name): Secret[] => {
    const path = join(directory, name);
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats === undefined || stats.isSymbolicLink()) return [];
    const needed = stats.isDirectory() ? 0o005 : 0o004;
    if ((stats.mode & needed) !== needed) return [{ path, isDirectory: stats.isDirectory() }];
    return stats.isDirectory() ? notForEverybody(path) : [];
  });
}

function mask(secret: Secret): string[] {
  if (!secret.isDirectory) return ["--ro-bind", "/dev/null", secret.path];
  return ["--tmpfs", secret.path, "--remount-ro", secret.path];
}

/**
 * A Node outside of the system's places (nvm, a tool cache) with its global packages; not the whole directory it
 * stands in, which may be somebody's home.
 */
function showNode(program: string): string[] {
  const real = realpathSync(program);
  if (isOfSystem(real)) return [];
  const bin = dirname(real);
  const packages = join(dirname(bin), "lib", "node_modules");
  return [
    ["--ro-bind", real, real],
    existsSync(packages) ? ["--ro-bind", packages, packages] : [],
    ...["npm", "npx", "corepack"].map((name) => showLink(join(bin, name))),
  ].flat();
}

function showLink(path: string): string[] {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats?.isSymbolicLink() ? ["--symlink", readlinkSync(path), path] : [];
}
