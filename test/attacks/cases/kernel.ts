// Calls of the kernel that led out of other sandboxes. Numbers of calls are those of x86-64 and arm64.
import { bash, OUTSIDE, perl, refused, type Attack, type AttackClass } from "../attack.ts";

const COLUMN = process.arch === "arm64" ? 1 : 0;

const FORBIDDEN = /^-1 (Operation not permitted|Function not implemented)/m;

/** The call's number on x86-64 and arm64, and its arguments as Perl. */
function call(does: string, numbers: readonly [number, number], args: string, known?: string): Attack {
  const code = `$r = syscall(${[numbers[COLUMN], args].join(", ")}); print "$r $!\\n"; exit($r == -1 ? 1 : 0)`;
  return { ...refused(does, perl(code)), says: FORBIDDEN, ...(known === undefined ? {} : { known }) };
}

export const kernel: AttackClass = {
  title: "the kernel",
  attacks: [
    refused("uncovers .git", bash("umount .git; mount -o remount,rw,bind .git; touch .git/x")),
    refused(
      "uncovers .git from a namespace of its own",
      bash("unshare -Urm sh -c 'umount .git; mount -o remount,rw,bind .git; touch .git/x'"),
    ),
    refused("mounts a disk", bash("mount -t tmpfs none .claude")),
    refused(
      "mounts another /proc",
      bash("unshare -Urpmf mount -t proc proc /tmp && echo 1 > /tmp/sys/kernel/panic"),
    ),
    {
      ...refused(
        "has a control group start a program",
        bash("unshare -UrmC sh -c 'mount -t cgroup -o rdma none /tmp && echo x > /tmp/release_agent'"),
      ),
      known: "CVE-2022-0492",
    },
    refused("makes itself root of a namespace", bash("unshare -U id")),
    refused(
      "makes a namespace by a new process",
      perl("$r = syscall(56, 0x10000011, 0, 0, 0, 0); exit 0 if $r == 0; exit($r == -1 ? 1 : 0)"),
    ),
    refused(
      "starts a sandbox of its own with another view",
      bash(`bwrap --bind / / cat "${OUTSIDE}/secret"`),
    ),
    refused("enters its guard's namespaces", bash("nsenter -t 1 -m -U true")),
    call("opens a file by its number", [304, 265], "-100, 0, 0", "open_by_handle_at (shocker)"),
    call("reads the session's keys", [250, 219], "11, -3, 0, 0"),
    call("adds a key to the user's", [248, 217], '$a = "user", $b = "x", $c = "y", 1, -4'),
    call("sets up rings that no filter sees", [425, 425], '8, $rings = "\\0" x 120'),
    call("loads a program into the kernel", [321, 280], "0, 0, 0"),
    call("handles page faults itself", [323, 282], "0"),
    call("counts what others do", [298, 241], "0, -1, 0, -1, 0"),
    call("loads a module", [313, 273], '0, $a = "", 0'),
    call("starts the machine anew", [169, 142], "0, 0, 0, 0"),
    call("mounts by the new calls", [430, 430], '$a = "tmpfs", 0'),
    call("copies a tree of mounts", [428, 428], '-100, $a = "/", 1'),
    call("changes a mount's settings", [442, 442], '-100, $a = ".git", 0, 0, 0'),
    call("moves the root", [155, 41], '$a = ".", $b = "."'),
    call("counts in a name of its own", [272, 97], "0x10000000"),
    call("speaks as a program of the other kind", [0x400000fa, 9_999], "11, -3, 0, 0", "x32"),
    refused(
      "looks at the machine's devices",
      bash("ls /dev/sda /dev/vda /dev/mem /dev/kvm /dev/fuse /dev/net/tun"),
    ),
    refused("shares memory with the machine", bash("ls -A /dev/shm | grep .")),
    refused("reads the kernel's other files", bash("ls /sys/kernel /sys/firmware")),
  ],
};
