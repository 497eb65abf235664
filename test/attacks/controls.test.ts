// Each control is what holds an attack: with the control taken away, the same attack gets through. What is taken away is
// taken from attacks that hurt nobody then: a process made for it, a few megabytes, a directory of the test.
import { afterEach, describe, expect, test, vi } from "vitest";
import { ATTACKS } from "./cases.ts";
import { canBoundPids } from "../../src/workspace/pid-bound.ts";
import { bash, refused, stopped, type Attack } from "./attack.ts";
import {
  drop,
  followLinks,
  leaveEnvironment,
  openPlaces,
  putBack,
  replace,
  showOutside,
  swap,
  tell,
  together,
  uncover,
  type Removal,
} from "./take-away.ts";
import { CANARY, makeSurroundings } from "./world.ts";

const MIB = 1024 ** 2;
const isRoot = process.getuid?.() === 0;

afterEach(putBack);

/** Plays it with modules loaded anew, in a world of its own: what gets through may hurt that one. */
async function faultsOf(attack: Attack, remove: Removal = () => undefined): Promise<string[]> {
  vi.resetModules();
  remove();
  const { playAttack } = await import("./play-attack.ts");
  const surroundings = await makeSurroundings();
  try {
    return await playAttack(attack, surroundings);
  } finally {
    await surroundings.end();
  }
}

function named(does: string): Attack {
  const found = ATTACKS.flatMap(({ attacks }) => attacks).find((attack) => attack.does === does);
  if (found === undefined) throw new Error(`Expected an attack that ${does}.`);
  return found;
}

const noFilter = drop("--seccomp", "*");
const noPids = [
  swap(["--unshare-all"], ["--unshare-ipc", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try"]),
  swap(["--proc", "/proc"], ["--ro-bind", "/proc", "/proc"]),
];
const sharedNetwork = swap(["--unshare-all"], ["--unshare-all", "--share-net"]);

/** A path as it is written. */
function asWritten(root: string, path: string): Promise<object> {
  const inside = path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path;
  return Promise.resolve({ workspace: root, real: `${root}/${inside}`, inside });
}
const noResolving = replace("confined-path", { confinePath: asWritten, confinePathForWrite: asWritten });

const CONTROLS: readonly (readonly [control: string, attack: string, removal: Removal])[] = [
  ["a clean environment", "prints it", leaveEnvironment({ PAWL_TEST_CANARY: CANARY })],
  ["a view of files of its own", "reads a file beside the workspace", tell(showOutside)],
  ["a view of files of its own", "writes through a link out", tell(showOutside)],
  ["pawl's data hidden", "reads pawl's own data", tell(uncover(".pawl"))],
  ["the repository read-only", "adds a hook", tell(openPlaces(".git"))],
  ["the repository read-only", "points hooks elsewhere", tell(openPlaces(".git"))],
  ["settings read-only", "changes settings", tell(openPlaces(".claude"))],
  ["absent places covered", "makes tasks for an editor", tell(uncover(".vscode"))],
  ["processes of its own", "kills a process of the machine", tell(...noPids)],
  ["processes of its own", "looks at a process of the machine", tell(...noPids)],
  ["a network of its own", "talks to the machine's loopback", tell(sharedNetwork)],
  ["a network of its own", "talks to a service by a name without a file", tell(sharedNetwork)],
  ["the filter of calls", "reads the session's keys", tell(noFilter)],
  ["the filter of calls", "makes a file that runs as its owner", tell(noFilter)],
  ["the filter of calls", "sets up rings that no filter sees", tell(noFilter)],
  [
    "filter and forbidden namespaces",
    "makes itself root of a namespace",
    tell(noFilter, drop("--disable-userns")),
  ],
  ["/dev read-only", "fills /dev", tell(drop("--remount-ro", "/dev"))],
  ["links resolved, none followed", "Read: through a link to a file", together(noResolving, followLinks)],
  [
    "links resolved, none followed",
    "Read: through a link to a directory",
    together(noResolving, followLinks),
  ],
  ["paths confined", "Write: beside the workspace by ..", together(noResolving, followLinks)],
  ["protected places", "Write: a hook", replace("protected-places", { protectedPlaceOf: () => null })],
  [
    "protected places",
    "Write: editor tasks, not there yet",
    replace("protected-places", { protectedPlaceOf: () => null }),
  ],
  ["hidden places", "Read: pawl's own data", replace("protected-places", { isHidden: () => false })],
];

/** Root alone can read and set what these hide. */
const CONTROLS_OF_ROOT: typeof CONTROLS = [
  [
    "/etc without secrets",
    "reads what only root may read",
    tell(drop("--ro-bind", "/dev/null", "/etc/shadow")),
  ],
  [
    "settings of the kernel read-only",
    "looks for other settings of the kernel that it may write",
    tell(drop("--ro-bind-try", "*", "*")),
  ],
];

describe("taken away, an attack gets through:", () => {
  test.each([...CONTROLS, ...(isRoot ? CONTROLS_OF_ROOT : [])])("%s: %s", async (_, does, removal) => {
    expect(await faultsOf(named(does))).toEqual([]);
    expect(await faultsOf(named(does), removal)).not.toEqual([]);
  });
});

/** Each ends by itself, without its limit. */
const LIMITED: readonly Attack[] = [
  named("writes one file larger than may be"),
  named("fills /tmp"),
  named("fills /dev/shm"),
  stopped("prints a lot", { outputBytes: MIB }, bash("head -c 4M /dev/zero")),
  stopped("starts forty processes", { processes: 20 }, bash("for i in $(seq 40); do sleep 2 & done; wait")),
  stopped(
    "holds memory for a while",
    { memoryBytes: 100 * MIB },
    bash(`node -e "const held = Buffer.alloc(${200 * MIB}, 1); setTimeout(() => held, 1500)"`),
  ),
];

describe("without its limit an attack gets through:", () => {
  test.each(LIMITED)("$does", async (attack) => {
    expect(await faultsOf(attack)).toEqual([]);
    const { limits: _limits, ...unlimited } = attack;
    expect(await faultsOf(unlimited)).not.toEqual([]);
  });
});

const NO_GROUP = replace("control-group", { makeControlGroup: () => null });
const NOBODY_LOOKS = replace("sandbox-watch", { watchSandbox: () => () => undefined });
const NO_PID_BOUND = replace("pid-bound", { canBoundPids: () => false });

/** Ends by itself, some seconds later; its forks come as fast as the machine can make them. */
const FAST_STORM: Attack = {
  ...refused(
    "starts processes as fast as it can",
    bash(
      "perl -e 'for (1..900) { my $p = fork; defined $p or exit 1; if (!$p) { sleep 3; exit 0 } } sleep 3'",
    ),
  ),
  limits: () => ({ processes: 40 }),
};

/** Root is not counted by the kernel but in a group; a namespace of process ids has its own number since Linux 6.14. */
test.runIf(!isRoot || canBoundPids())(
  "where there are no control groups, and nobody looks, the kernel still bounds a storm",
  async () => {
    expect(await faultsOf(FAST_STORM, together(NO_GROUP, NOBODY_LOOKS))).toEqual([]);
    if (!isRoot) return;
    expect(await faultsOf(FAST_STORM, together(NO_GROUP, NOBODY_LOOKS, NO_PID_BOUND))).not.toEqual([]);
  },
);

test("where the kernel has no bound for a tree, looking at it is enough for a slow storm", async () => {
  const storm = "for i in $(seq 60); do sleep 5 & sleep 0.02; done; wait";
  const attack = stopped("starts processes one by one", { processes: 30 }, bash(storm));
  expect(await faultsOf(attack, together(NO_GROUP, NO_PID_BOUND))).toEqual([]);
});
