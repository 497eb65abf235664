// Searches run a program of ours outside of the sandbox: what is searched for must stay what is searched for.
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { bash, glob, grep, OUTSIDE, refused, withoutEffect, type AttackClass } from "../attack.ts";

const EVIL = "#!/bin/sh\\ntouch ../outside/new\\necho canary\\n";
const makeEvil = bash(`printf '${EVIL}' > evil.sh; chmod +x evil.sh`);

export const searches: AttackClass = {
  title: "searches",
  attacks: [
    refused("Grep: beside the workspace", grep("canary", { path: "../outside" })),
    refused("Grep: by an absolute path", grep("canary", { path: OUTSIDE })),
    refused("Grep: the worker's environment", grep("canary", { path: "/proc/self/environ" })),
    withoutEffect("Grep: pawl's own data", grep("canary")),
    withoutEffect("Grep: pawl's own data by a glob", grep("canary", { glob: ".pawl/**" })),
    refused("Grep: pawl's own data by its path", grep("canary", { path: ".pawl/temporal.db" })),
    withoutEffect("Grep: a program as the pattern", makeEvil, grep("--pre=./evil.sh")),
    withoutEffect("Grep: a program as the glob", makeEvil, grep("a", { glob: "--pre=./evil.sh" })),
    refused("Grep: a program as the type", makeEvil, grep("a", { type: "js --pre=./evil.sh" })),
    {
      ...withoutEffect("Grep: through a link to a directory", grep("canary")),
      prepare: ({ workspace, outside }) => symlinkSync(outside, join(workspace, "out")),
    },
    {
      ...refused("Grep: in a link to a directory", grep("canary", { path: "out" })),
      prepare: ({ workspace, outside }) => symlinkSync(outside, join(workspace, "out")),
    },
    withoutEffect(
      "Grep: with settings that a command has made",
      makeEvil,
      bash("echo --pre=./evil.sh > .ripgreprc"),
      grep("a"),
    ),
    withoutEffect("Grep: past a named pipe", bash("mkfifo p"), grep("a")),
    withoutEffect(
      "Grep: an expression that never ends",
      bash(`printf '%05000d' 0 > z`),
      grep("(0*)*(0*)*(0*)*1"),
    ),
    refused("Glob: beside the workspace", glob("*", "../outside")),
    refused("Glob: the machine", glob("*", "/etc")),
    refused("Glob: beside the workspace by the pattern", glob("../outside/*")),
    withoutEffect("Glob: pawl's own data", glob("**/*.db")),
  ],
};
