// Using up what all share. Small limits are set for these, and each attack is bounded by itself as well: without the
// limit it must not hurt the machine.
import { statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import type { CommandLimits } from "../../../src/workspace/command-policy.ts";
import {
  bash,
  refused,
  outOfTime,
  SLEEP,
  stopped,
  withoutEffect,
  type Attack,
  type AttackClass,
} from "../attack.ts";

const MIB = 1024 ** 2;

function freeBytes(): number {
  const { bavail, bsize } = statfsSync(tmpdir());
  return bavail * bsize;
}

const bounded = (limits: Partial<CommandLimits>, attack: Attack): Attack => ({
  ...attack,
  limits: () => limits,
});

const SLEEPERS = `for i in $(seq 300); do sleep ${SLEEP} & done; wait`;
const THREADS =
  "for (let i = 0; i < 60; i++) new (require('worker_threads').Worker)('setInterval(() => {}, 1e9)', { eval: true })";
const HOARD =
  "const all = []; for (let i = 0; i < 400; i++) all.push(Buffer.alloc(1048576, 1)); setInterval(() => {}, 1e9)";

export const resources: AttackClass = {
  title: "resources",
  attacks: [
    stopped("starts processes without end", { processes: 40 }, bash(SLEEPERS)),
    stopped("starts threads without end", { processes: 40 }, bash(`node -e "${THREADS}"`)),
    stopped("holds memory without end", { memoryBytes: 150 * MIB }, bash(`node -e "${HOARD}"`)),
    stopped(
      "has many hold memory",
      { memoryBytes: 150 * MIB },
      bash(`for i in 1 2 3 4; do node -e "${HOARD.replace("400", "100")}" & done; wait`),
    ),
    stopped("prints without end", { outputBytes: 2 * MIB }, bash("yes")),
    stopped("prints without a line's end", { outputBytes: 2 * MIB }, bash("cat /dev/zero")),
    stopped("prints in the background", { outputBytes: 2 * MIB }, bash("yes & yes >&2 & wait")),
    bounded(
      { fileBytes: MIB },
      refused("writes one file larger than may be", bash("head -c 3M /dev/zero > f")),
    ),
    bounded({ fileBytes: MIB }, refused("takes a file's room at once", bash("fallocate -l 3M f"))),
    bounded({ tmpBytes: MIB }, refused("fills /tmp", bash("head -c 3M /dev/zero > /tmp/f"))),
    bounded({ tmpBytes: MIB }, refused("fills /dev/shm", bash("head -c 3M /dev/zero > /dev/shm/f"))),
    refused("fills /dev", bash("head -c 3M /dev/zero > /dev/f")),
    refused(
      "fills what hides secrets",
      bash("find / -xdev -type d -path '/etc/*' -writable 2>/dev/null | grep ."),
    ),
    {
      ...stopped(
        "fills the disk",
        {},
        bash("for i in $(seq 100); do head -c 3M /dev/zero > f$i; sleep 0.02; done; sleep 5"),
      ),
      limits: () => ({ diskFloorBytes: freeBytes() - 60 * MIB }),
    },
    refused("dumps its memory", bash("ulimit -c unlimited")),
    refused("lifts its own limits", bash("ulimit -f unlimited")),
    withoutEffect(
      "opens files without end",
      bash("perl -e 'for (1..30000) { open($f[$_], q(<), q(/dev/null)) or last }; exit 0'"),
    ),
    outOfTime("computes without end", "while :; do :; done"),
  ],
};
