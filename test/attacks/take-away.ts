// Takes a control away from the modules that are loaded afterwards: of what bubblewrap is told, or a part of our own.
import type * as ChildProcesses from "node:child_process";
import type * as FileSystem from "node:fs";
import { dirname, join } from "node:path";
import { vi } from "vitest";

export type Removal = () => void;

const WORKSPACE = "../../src/workspace";
const PARTS = ["confined-path", "protected-places", "control-group", "pid-bound", "sandbox-watch"] as const;
const BUILTINS = ["node:child_process", "node:fs"] as const;

export function putBack(): void {
  for (const path of [...BUILTINS, ...PARTS.map(fileOf)]) vi.doUnmock(path);
  vi.resetModules();
}

function fileOf(part: (typeof PARTS)[number]): string {
  return `${WORKSPACE}/${part}.ts`;
}

export function together(...removals: readonly Removal[]): Removal {
  return () => {
    for (const remove of removals) remove();
  };
}

/** Functions of one of our parts are replaced. */
export function replace(part: (typeof PARTS)[number], functions: Readonly<Record<string, unknown>>): Removal {
  return () => vi.doMock(fileOf(part), async (original) => ({ ...(await original<object>()), ...functions }));
}

/** Links are followed again where the file system was told not to. */
export const followLinks: Removal = () =>
  vi.doMock("node:fs", async (original) => {
    const real = await original<typeof FileSystem>();
    return { ...real, constants: { ...real.constants, O_NOFOLLOW: 0 } };
  });

type Change = (args: readonly string[]) => readonly string[];

/** What bubblewrap is told is changed on its way; several changes one after the other. */
export function tell(...changes: readonly Change[]): Removal {
  return startWith({}, changes);
}

export const leaveEnvironment = (variables: Readonly<Record<string, string>>): Removal =>
  startWith({ env: { ...process.env, ...variables } }, [drop("--clearenv")]);

function startWith(options: object, changes: readonly Change[]): Removal {
  return () =>
    vi.doMock("node:child_process", async (original) => {
      const real = await original<typeof ChildProcesses>();
      const spawn = (program: string, args: readonly string[], own: object): unknown => {
        // Others than the sandbox are left alone; it may stand behind what makes it enter a control group.
        const at = args.indexOf("--unshare-all");
        if (at < 0) return real.spawn(program, args, own);
        const changed = changes.reduce<readonly string[]>((told, change) => change(told), args.slice(at));
        return real.spawn(program, [...args.slice(0, at), ...changed], { ...own, ...options });
      };
      return { ...real, spawn };
    });
}

/** Leaves out these arguments wherever they stand one after the other; `*` is any one. */
export function drop(...wanted: readonly string[]): Change {
  return swap(wanted, []);
}

/** Puts others in the place of these arguments. */
export function swap(wanted: readonly string[], others: readonly string[]): Change {
  const standsAt = (args: readonly string[], at: number): boolean =>
    wanted.every((one, offset) => one === "*" || args[at + offset] === one);
  return (args) => {
    const changed: string[] = [];
    for (let at = 0; at < args.length; at += 1) {
      if (standsAt(args, at)) {
        changed.push(...others);
        at += wanted.length - 1;
      } else changed.push(args[at] ?? "");
    }
    return changed;
  };
}

/** Shows the directory beside the workspace as well. */
export const showOutside: Change = (args) => {
  const at = args.lastIndexOf("--remount-ro");
  const outside = join(dirname(args[args.indexOf("--bind") + 1] ?? "/"), "outside");
  return [...args.slice(0, at), "--bind", outside, outside, ...args.slice(at)];
};

/** Lets places of the workspace be written that are shown at their own path. */
export function openPlaces(...names: readonly string[]): Change {
  return (args) =>
    args.map((argument, at) => {
      const [from = "", to] = [args[at + 1], args[at + 2]];
      const isOne =
        argument === "--ro-bind" && from === to && names.some((name) => from.endsWith(`project/${name}`));
      return isOne ? "--bind" : argument;
    });
}

/** Takes the cover from what is hidden or held in the workspace. */
export function uncover(name: string): Change {
  const isCovered = (one: string | undefined): boolean => one?.endsWith(`project/${name}`) ?? false;
  const covers = ["--tmpfs", "--remount-ro"];
  return (args) =>
    args.filter((argument, at) => {
      const isOption = covers.includes(argument) && isCovered(args[at + 1]);
      return !isOption && !(isCovered(argument) && covers.includes(args[at - 1] ?? ""));
    });
}
