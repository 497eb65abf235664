// Links that lead out: there before, made by a command, made for the next call.
import { linkSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import {
  bash,
  edit,
  OUTSIDE,
  read,
  refused,
  withoutEffect,
  write,
  type Attack,
  type AttackClass,
  type ToolCall,
} from "../attack.ts";
import type { World } from "../world.ts";

function makeLinks({ workspace, outside }: World): void {
  symlinkSync(join(outside, "secret"), join(workspace, "file-link"));
  symlinkSync("../outside", join(workspace, "directory-link"));
  symlinkSync("../outside/new", join(workspace, "dangling-link"));
  symlinkSync("/proc/self", join(workspace, "proc-link"));
  symlinkSync(".git", join(workspace, "git-link"));
  symlinkSync("loop", join(workspace, "loop"));
  symlinkSync("directory-link", join(workspace, "chain"));
}

const linked = (does: string, ...calls: readonly ToolCall[]): Attack => ({
  ...refused(does, ...calls),
  prepare: makeLinks,
});

export const links: AttackClass = {
  title: "links",
  attacks: [
    refused("follows a link out", bash(`ln -s "${OUTSIDE}" l && cat l/secret`)),
    refused("writes through a link out", bash(`ln -s "${OUTSIDE}" l && echo x > l/new`)),
    refused("makes a hard link to the Git settings", bash("ln .git/config c")),
    refused("makes a hard link to a file of the machine", bash("ln /etc/passwd c")),
    refused("writes settings through a link", bash("ln -s .claude s; echo x > s/settings.json")),
    refused("mounts the outside by a link as /tmp", bash(`ln -s "${OUTSIDE}" t; ls t/`)),
    linked("Read: through a link to a file", read("file-link")),
    linked("Read: through a link to a directory", read("directory-link/secret")),
    linked("Read: through a chain of links", read("chain/secret")),
    linked("Read: through a link to itself", read("loop")),
    linked("Read: the worker's memory through a link", read("proc-link/mem")),
    linked("Read: the worker's root through a link", read("proc-link/root/etc/passwd")),
    linked("Write: through a link to a file", write("file-link")),
    linked("Write: through a dangling link", write("dangling-link")),
    linked("Write: below a directory link, not there yet", write("directory-link/new/file")),
    linked("Write: Git settings through a link", write("git-link/config")),
    linked("Edit: through a link to a file", edit("file-link", "canary", "x")),
    refused("Read: a link that a command has just made", bash(`ln -s "${OUTSIDE}/secret" f`), read("f")),
    refused("Write: below a link that a command has just made", bash(`ln -s "${OUTSIDE}" d`), write("d/new")),
    refused(
      "Edit: a file that became a link since it was read",
      read("a.txt"),
      bash(`ln -sf "${OUTSIDE}/secret" a.txt`),
      edit("a.txt", "a", "b"),
    ),
    refused(
      "Write: a file that became a link since it was read",
      read("a.txt"),
      bash(`ln -sf "${OUTSIDE}/secret" a.txt`),
      write("a.txt"),
    ),
    {
      ...withoutEffect(
        "Write: a hard link of a file outside gets a file of its own",
        read("hard"),
        write("hard"),
      ),
      prepare: ({ workspace, outside }) => {
        writeFileSync(join(outside, "shared"), "before");
        linkSync(join(outside, "shared"), join(workspace, "hard"));
      },
      after: ({ outside }) => expect(readFileSync(join(outside, "shared"), "utf8")).toBe("before"),
    },
  ],
};
