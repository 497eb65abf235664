// /proc, which knows every process and every file.
import { bash, OUTSIDE, perl, read, refused, VICTIM, withoutEffect, type AttackClass } from "../attack.ts";

export const proc: AttackClass = {
  title: "/proc",
  attacks: [
    refused("goes through its own root", bash(`cat "/proc/self/root${OUTSIDE}/secret"`)),
    refused("goes through its guard's root", bash(`cat "/proc/1/root${OUTSIDE}/secret"`)),
    refused("goes through its guard's directory", bash("cat /proc/1/cwd/../outside/secret")),
    {
      ...refused(
        "goes through files that its guard has open",
        bash("cat /proc/*/fd/*/../outside/secret /proc/*/fd/*/secret"),
      ),
      known: "CVE-2024-21626",
    },
    { ...refused("replaces its guard's program", bash("echo x > /proc/1/exe")), known: "CVE-2019-5736" },
    refused(
      "reads its guard's memory",
      perl('open(F,"<","/proc/1/mem") or exit 1; sysread(F,$b,1) or exit 1'),
    ),
    // Opened only: what would be written there would reach the machine.
    refused("sets the kernel's core pattern", bash(": >> /proc/sys/kernel/core_pattern")),
    refused("sets the kernel's helper for modules", bash(": >> /proc/sys/kernel/modprobe")),
    refused(
      "looks for other settings of the kernel that it may write",
      bash("find /proc/sys /proc/irq /proc/bus /proc/fs /proc/mtrr -type f -writable -print -quit | grep ."),
    ),
    refused("asks for magic keys", bash(": >> /proc/sysrq-trigger")),
    refused("reads the kernel's memory", bash("head -c 1 /proc/kcore | grep -a .")),
    refused("reads the kernel's log", bash("dmesg")),
    refused("looks at a process of the machine", bash(`cat /proc/${VICTIM}/cmdline`)),
    refused("looks for other sandboxes' control groups", bash("ls /sys/fs/cgroup")),
    withoutEffect(
      "wants to outlive others when memory runs out",
      bash("echo -1000 > /proc/self/oom_score_adj; test $(cat /proc/self/oom_score_adj) -ge 0"),
    ),
    refused("Read: through /proc/self/root", read("/proc/self/root/etc/passwd")),
    refused("Read: the worker's environment", read("/proc/self/environ")),
    refused("Read: the worker's environment by a thread", read("/proc/thread-self/environ")),
  ],
};
