// The repository's hooks and settings, which act outside of the sandbox when a person uses Git.
import { bash, edit, read, refused, write, type AttackClass } from "../attack.ts";

export const gitPlaces: AttackClass = {
  title: "the repository's hooks and settings",
  attacks: [
    refused("changes a hook", bash("echo evil >> .git/hooks/post-checkout")),
    refused("adds a hook", bash("echo evil > .git/hooks/pre-commit")),
    refused("makes a hook run", bash("chmod +x .git/hooks/post-checkout")),
    refused("sets a program in the settings", bash("git config core.fsmonitor ./evil")),
    refused("points hooks elsewhere", bash("git config core.hooksPath hooks")),
    refused("sets a filter", bash("git config filter.evil.clean ./evil")),
    refused("sets an alias that is a program", bash("git config alias.st '!./evil'")),
    refused("includes settings of its own", bash("git config include.path ../evil")),
    refused("moves .git away to make its own", bash("mv .git g && git init -q")),
    refused("deletes .git", bash("rm -rf .git")),
    refused("has settings read from elsewhere", bash("echo ../evil > .git/commondir")),
    refused(
      "has objects read from elsewhere",
      bash("mkdir -p .git/objects/info && echo /x > .git/objects/info/alternates"),
    ),
    refused(
      "says what is ignored and how files are treated",
      bash("echo '* filter=x' > .git/info/attributes"),
    ),
    refused("leaves a lock", bash("touch .git/index.lock")),
    refused("moves the branch", bash("git checkout -q -b other")),
    refused(
      "changes history",
      bash("git update-ref refs/heads/main 0000000000000000000000000000000000000000"),
    ),
    refused("adds a working tree of its own", bash("git worktree add -q ../tree")),
    refused(
      "adds a submodule from an address that is a command",
      bash("git submodule add -q 'ext::sh -c touch% ../outside/new' sub"),
    ),
    refused("Write: a hook", write(".git/hooks/pre-commit")),
    refused("Write: a hook, in capitals", write(".GIT/hooks/pre-commit")),
    refused("Write: settings by another way there", write("x/../.git/./config")),
    refused("Write: hooks of a repository below", write("sub/.git/hooks/pre-commit")),
    refused("Write: a .git file that points elsewhere", write("sub/.git", "gitdir: ../../outside")),
    refused(
      "Edit: the settings",
      read(".git/config"),
      edit(".git/config", "bare = false", "fsmonitor = ./evil"),
    ),
  ],
};
