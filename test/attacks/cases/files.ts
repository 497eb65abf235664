// What is no regular file, and what is larger than any.
import { bash, edit, read, refused, write, type AttackClass } from "../attack.ts";

export const files: AttackClass = {
  title: "pipes, devices and odd files",
  attacks: [
    refused("Read: a named pipe that nobody writes to", bash("mkfifo p"), read("p")),
    refused("Write: to a named pipe", bash("mkfifo p"), write("p")),
    refused("Edit: a named pipe", bash("mkfifo p"), edit("p", "a", "b")),
    refused(
      "Read: a socket",
      bash("perl -MSocket -e 'socket(S,1,1,0); bind(S,sockaddr_un(q(s)))'"),
      read("s"),
    ),
    refused("Read: a device", read("/dev/zero")),
    refused("Read: an open file of the worker", read("/dev/fd/1")),
    refused("Read: a directory", read(".")),
    refused("makes a device of a disk", bash("mknod disk b 8 0")),
    refused("makes a device of memory", bash("mknod mem c 1 1")),
    refused("makes a file that runs as its owner", bash("cp /bin/sh sh && chmod 4755 sh")),
    refused("makes a file that runs as its group", bash("cp /bin/sh sh && chmod g+s sh")),
    refused("gives a file rights of root", bash("cp /bin/sh sh && setcap cap_sys_admin+ep sh")),
    refused("gives a file to another user", bash("touch f && chown 1 f")),
    refused("Read: all of a file larger than memory", bash("truncate -s 8G big"), read("big")),
  ],
};
