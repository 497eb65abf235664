// Paths that lead out, by commands and by the file tools.
import { bash, edit, OUTSIDE, read, refused, withoutEffect, write, type AttackClass } from "../attack.ts";

const LONG = "x".repeat(300);

export const paths: AttackClass = {
  title: "paths",
  attacks: [
    refused("reads a file beside the workspace", bash(`cat "${OUTSIDE}/secret"`)),
    refused("reads it by ..", bash("cat ../outside/secret")),
    refused("lists the directory above", bash("ls .. | grep outside")),
    refused("writes beside the workspace", bash("echo x > ../outside/new")),
    refused("writes to the machine's programs", bash("touch /usr/bin/pawl-was-here")),
    refused("writes to the machine's settings", bash("touch /etc/pawl-was-here")),
    refused("writes at the root", bash("touch /pawl-was-here")),
    refused("reads what only root may read", bash("cat /etc/shadow")),
    refused("reads homes", bash("ls -A ~root /home/* | grep .")),
    refused("looks into the machine's /tmp", bash("ls -A /tmp | grep -v '^pawl attacks' | grep .")),
    refused("moves the workspace away", bash('mv "$PWD" "$PWD-2"')),
    refused("reads pawl's own data", bash("cat .pawl/temporal.db")),
    refused("Read: beside the workspace by ..", read("../outside/secret")),
    refused("Read: by .. behind a directory that is there", read(".claude/../../outside/secret")),
    refused("Read: by an absolute path", read(`${OUTSIDE}/secret`)),
    refused("Read: a file of the machine", read("/etc/shadow")),
    refused("Read: a home's file by ~", read("~/.ssh/id_rsa")),
    refused("Read: with a NUL byte", read("a.txt\0/../../outside/secret")),
    refused("Read: by an address", read(`file://${OUTSIDE}/secret`)),
    refused("Read: by an escaped ..", read("%2e%2e/outside/secret")),
    refused("Read: pawl's own data", read(".pawl/temporal.db")),
    refused("Read: pawl's own data in capitals", read(".PAWL/temporal.db")),
    refused("Write: beside the workspace by ..", write("../outside/new")),
    refused("Write: by an absolute path", write(`${OUTSIDE}/new`)),
    refused("Write: to a directory that begins like the workspace", write("../project-2/new")),
    refused("Write: the workspace itself", write(".")),
    refused("Write: a name that no file system takes", write(LONG)),
    refused("Write: a path that no file system takes", write(`${"d/".repeat(3_000)}x`)),
    refused("Write: a saved script", write(".pawl/scripts/saved.js")),
    refused("Edit: beside the workspace", edit("../outside/secret", "c", "d")),
    // Nobody but people takes these for `..` or a slash: they are names like others.
    withoutEffect("Write: dots and slashes that only look like it", write("‥/outside∕new")),
  ],
};
