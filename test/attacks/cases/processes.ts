// Processes: those that stay, those of others.
import { readlinkSync } from "node:fs";
import { bash, perl, refused, SLEEP, outOfTime, VICTIM, withoutEffect, type AttackClass } from "../attack.ts";

/** Signals to all processes only where a wall is: without it they would end the machine's. */
const MACHINE = readlinkSync("/proc/self/ns/pid");
const WALLED = `here=$(readlink /proc/self/ns/pid) && [ -n "$here" ] && [ "$here" != "${MACHINE}" ] &&`;

export const processes: AttackClass = {
  title: "processes",
  attacks: [
    withoutEffect("stays in the background", bash(`sleep ${SLEEP} & disown`)),
    withoutEffect("leaves as a daemon", bash(`setsid nohup sleep ${SLEEP} >/dev/null 2>&1 &`)),
    withoutEffect("forks twice", bash(`( ( setsid sleep ${SLEEP} & ) & )`)),
    withoutEffect(
      "ignores every signal that it can",
      bash(`(trap '' HUP INT QUIT TERM; setsid sleep ${SLEEP}) &`),
    ),
    outOfTime("ignores the end of its time", `trap '' HUP INT TERM; setsid sleep ${SLEEP} & sleep ${SLEEP}`),
    outOfTime("stops itself, so as not to end", `sleep ${SLEEP} & kill -STOP $$`),
    outOfTime("waits for input that never comes", "mkfifo p; cat p"),
    refused("looks for the worker", bash("ps -e -o args | grep -v grep | grep vitest")),
    refused("kills a process of the machine", bash(`kill -9 ${VICTIM}`)),
    refused("stops a process of the machine", bash(`kill -STOP ${VICTIM}`)),
    withoutEffect(
      "kills its parent and its guard",
      bash(`${WALLED} { kill -9 $PPID 1; kill -STOP 1; sleep 0.05; }`),
    ),
    withoutEffect("kills everybody", bash(`${WALLED} { sleep ${SLEEP} & kill -9 -1; true; }`)),
    refused("traces a process of the machine", perl(`exit(syscall(101, 16, ${VICTIM}, 0, 0) == 0 ? 0 : 1)`)),
    refused("changes a process of the machine", bash(`renice -n 19 ${VICTIM}`)),
    refused("types into a terminal", bash("echo rm > /dev/tty")),
    {
      ...refused(
        "types into its terminal by the kernel",
        perl('$c = "x"; ioctl(STDIN, 0x5412, $c) or exit 1'),
      ),
      known: "CVE-2017-5226",
    },
    {
      ...refused("pastes into a console", perl('$c = "\\x03"; ioctl(STDIN, 0x541c, $c) or exit 1')),
      known: "CVE-2023-28100",
    },
    refused("wants real time", bash("chrt -f 50 true")),
  ],
};
