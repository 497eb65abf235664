// Git as a way to run programs or to see other repositories: in the command itself, and when the engine asks Git for
// the tree's hash afterwards.
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { hashTree } from "../../../src/workspace/tree-hash.ts";
import { git } from "../../workspace/temporary-workspace.ts";
import { bash, OUTSIDE, refused, withoutEffect, type Attack, type AttackClass } from "../attack.ts";
import type { World } from "../world.ts";

/** A repository beside the workspace, with a commit that must not be seen. */
function makePrivate({ outside }: World): void {
  const repository = join(outside, "private");
  mkdirSync(repository);
  git(repository, "init", "-q");
  writeFileSync(join(repository, "f"), "private");
  git(repository, "add", ".");
  git(repository, "commit", "-q", "-m", "canary-7f3a9c");
}

const besidePrivate = (attack: Attack): Attack => ({ ...attack, prepare: makePrivate });

/** The engine judges the tree after the attack; nothing of the attack may run then. */
const thenJudged = (does: string, command: string): Attack => ({
  ...withoutEffect(does, bash(command)),
  after: async ({ workspace, outside }) => {
    await hashTree(workspace, new AbortController().signal);
    expect([existsSync(join(workspace, "ran")), existsSync(join(outside, "ran"))]).toEqual([false, false]);
  },
});

const EVIL = `printf '#!/bin/sh\\ntouch "%s/ran" ../outside/ran\\ncat\\n' "$PWD" > evil; chmod +x evil`;

export const gitTricks: AttackClass = {
  title: "tricks with Git",
  attacks: [
    besidePrivate(refused("names another repository", bash(`git --git-dir="${OUTSIDE}/private/.git" log`))),
    besidePrivate(
      refused("names another repository by a variable", bash(`GIT_DIR="${OUTSIDE}/private/.git" git log`)),
    ),
    besidePrivate(
      refused(
        "has a .git file of its own point to another repository",
        bash(`mkdir s && echo "gitdir: ${OUTSIDE}/private/.git" > s/.git && git -C s log`),
      ),
    ),
    besidePrivate(
      refused(
        "borrows the objects of another repository",
        bash(
          `git init -q s && echo "${OUTSIDE}/private/.git/objects" > s/.git/objects/info/alternates && ` +
            `git -C s cat-file --batch-all-objects --batch-check | grep .`,
        ),
      ),
    ),
    besidePrivate(refused("clones another repository", bash(`git clone -q "${OUTSIDE}/private" s`))),
    besidePrivate(
      refused(
        "clones it as a submodule",
        bash(`git init -q s && git -C s -c protocol.file.allow=always submodule add -q "${OUTSIDE}/private"`),
      ),
    ),
    refused(
      "clones by a command",
      bash("git -c protocol.ext.allow=always clone -q 'ext::sh -c cat% ../outside/secret' s && cat s/secret"),
    ),
    refused("fetches from the world", bash("git ls-remote https://example.invalid/x")),
    thenJudged(
      "has files filtered by a program",
      `${EVIL}; echo '* filter=evil diff=evil merge=evil' > .gitattributes`,
    ),
    thenJudged(
      "makes a repository below whose monitor is a program",
      `${EVIL}; git init -q s; git -C s config core.fsmonitor "$PWD/evil"; git -C s commit -q --allow-empty -m x; rm -f ran`,
    ),
    thenJudged(
      "makes a bare repository that looks like a directory",
      `${EVIL}; git init -q --bare s; git -C s config core.fsmonitor "$PWD/evil"`,
    ),
    thenJudged(
      "names a submodule with an option for an address",
      "printf '[submodule \"s\"]\\npath = s\\nurl = --upload-pack=touch${IFS}ran\\n' > .gitmodules",
    ),
  ],
};
