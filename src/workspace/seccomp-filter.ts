// A seccomp filter for sandboxed commands, as the bytes that bubblewrap wants: calls of the kernel that no build or test
// needs and that led out of other sandboxes. Namespaces hide most of what they would reach; this is the second lock.
import { endianness } from "node:os";

/** Numbers of a call on x86-64 and on arm64; `null`: it does not exist there. From the kernel's unistd headers. */
type CallNumbers = readonly [x64: number | null, arm64: number | null];

/** The worker's keyrings come along into every namespace. */
const KEYS: readonly CallNumbers[] = [
  [248, 217], // add_key
  [249, 218], // request_key
  [250, 219], // keyctl
];

/** Parts of the kernel with a history of holes, for programs that are none of ours. */
const KERNEL_PARTS: readonly CallNumbers[] = [
  [321, 280], // bpf
  [298, 241], // perf_event_open
  [323, 282], // userfaultfd
  [212, 18], // lookup_dcookie
  [103, 116], // syslog
];

/** They act outside of the rules of a filter (io_uring), so programs are told that there is no such thing. */
const ABSENT: readonly CallNumbers[] = [
  [425, 425], // io_uring_setup
  [426, 426], // io_uring_enter
  [427, 427], // io_uring_register
];

/** For root only, of a namespace of one's own at least. */
const FOR_ROOT: readonly CallNumbers[] = [
  [165, 40], // mount
  [166, 39], // umount2
  [155, 41], // pivot_root
  [428, 428], // open_tree
  [429, 429], // move_mount
  [430, 430], // fsopen
  [431, 431], // fsconfig
  [432, 432], // fsmount
  [433, 433], // fspick
  [442, 442], // mount_setattr
  [272, 97], // unshare
  [308, 268], // setns
  [304, 265], // open_by_handle_at: files by number, beyond every mount
  [246, 104], // kexec_load
  [320, 294], // kexec_file_load
  [175, 105], // init_module
  [313, 273], // finit_module
  [176, 106], // delete_module
  [169, 142], // reboot
  [167, 224], // swapon
  [168, 225], // swapoff
  [163, 89], // acct
  [179, 60], // quotactl
  [443, 443], // quotactl_fd
  [172, null], // iopl
  [173, null], // ioperm
];

/**
 * A file with these bits runs with its owner's rights for whoever starts it, outside as well: made by a worker that is
 * root, it would make everybody root. Where the mode stands differs.
 */
const SET_ID_BITS = 0o6000;
const MODE_SECOND: readonly CallNumbers[] = [
  [90, null], // chmod
  [91, 52], // fchmod
];
const MODE_THIRD: readonly CallNumbers[] = [
  [268, 53], // fchmodat
  [452, 452], // fchmodat2
];

const SOCKET: CallNumbers = [41, 198];
/** Local, IPv4, IPv6, netlink. The others reach past the network namespace (vsock: the machine below this one). */
const SOCKET_FAMILIES = [1, 2, 10, 16];

const IOCTL: CallNumbers = [16, 29];
/** TIOCSTI and TIOCLINUX type into a terminal that others read from. */
const TERMINAL_REQUESTS = [0x5412, 0x541c];

const EPERM = 1;
const ENOSYS = 38;
const EAFNOSUPPORT = 97;

const ARCHITECTURES = { x64: [0, 0xc000003e], arm64: [1, 0xc00000b7] } as const;
/** On x86-64 calls with this bit are those of x32: the same calls under other numbers. */
const X32_BIT = 0x40000000;

/** Offsets in `struct seccomp_data`; arguments by their lower half, all that the kernel looks at. */
const NUMBER = 0;
const ARCHITECTURE = 4;
const FIRST_ARGUMENT = 16;
const SECOND_ARGUMENT = 24;
const THIRD_ARGUMENT = 32;

/** `null` on a processor whose calls are not known here: bubblewrap's own walls hold there as well. */
export function seccompFilter(architecture: string = process.arch): Buffer | null {
  if (!isKnown(architecture) || endianness() !== "LE") return null;
  const [column, audit] = ARCHITECTURES[architecture];
  const numberOf = (call: CallNumbers): number[] => [call[column] ?? []].flat();
  const refused = (calls: readonly CallNumbers[], error: number): Buffer[] =>
    calls.flatMap(numberOf).flatMap((number) => [unlessEqual(number, 1), refuse(error)]);
  return Buffer.concat([
    load(ARCHITECTURE),
    ...[ifEqual(audit, 1), refuse(ENOSYS)],
    load(NUMBER),
    ...(architecture === "x64" ? [unlessAtLeast(X32_BIT, 1), refuse(ENOSYS)] : []),
    ...refused([...KEYS, ...KERNEL_PARTS, ...FOR_ROOT], EPERM),
    ...refused(ABSENT, ENOSYS),
    ...numberOf(IOCTL).flatMap((number) => onlyFor(number, refuseRequests())),
    ...MODE_SECOND.flatMap(numberOf).flatMap((number) => onlyFor(number, refuseBits(SECOND_ARGUMENT))),
    ...MODE_THIRD.flatMap(numberOf).flatMap((number) => onlyFor(number, refuseBits(THIRD_ARGUMENT))),
    ...numberOf(SOCKET).flatMap((number) => onlyFor(number, allowFamilies())),
    allow(),
  ]);
}

function isKnown(architecture: string): architecture is keyof typeof ARCHITECTURES {
  return Object.hasOwn(ARCHITECTURES, architecture);
}

/** The body decides; other calls jump over it. */
function onlyFor(number: number, body: readonly Buffer[]): Buffer[] {
  return [unlessEqual(number, body.length), ...body];
}

function refuseRequests(): Buffer[] {
  const requests = TERMINAL_REQUESTS.flatMap((request) => [unlessEqual(request, 1), refuse(EPERM)]);
  return [load(SECOND_ARGUMENT), ...requests, allow()];
}

function refuseBits(argument: number): Buffer[] {
  return [load(argument), unlessAnyBit(SET_ID_BITS, 1), refuse(EPERM), allow()];
}

function allowFamilies(): Buffer[] {
  const families = SOCKET_FAMILIES.flatMap((family) => [unlessEqual(family, 1), allow()]);
  return [load(FIRST_ARGUMENT), ...families, refuse(EAFNOSUPPORT)];
}

/** Instructions of the packet filter: load a word, jump over so many when (not) equal, return. */
const load = (offset: number): Buffer => instruction(0x20, 0, 0, offset);
const ifEqual = (value: number, skip: number): Buffer => instruction(0x15, skip, 0, value);
const unlessEqual = (value: number, skip: number): Buffer => instruction(0x15, 0, skip, value);
const unlessAtLeast = (value: number, skip: number): Buffer => instruction(0x35, 0, skip, value);
const unlessAnyBit = (bits: number, skip: number): Buffer => instruction(0x45, 0, skip, bits);
const refuse = (error: number): Buffer => instruction(0x06, 0, 0, 0x00050000 | error);
const allow = (): Buffer => instruction(0x06, 0, 0, 0x7fff0000);

function instruction(code: number, jumpTrue: number, jumpFalse: number, value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt16LE(code, 0);
  bytes.writeUInt8(jumpTrue, 2);
  bytes.writeUInt8(jumpFalse, 3);
  bytes.writeUInt32LE(value >>> 0, 4);
  return bytes;
}
