// Ways to other machines, and to this one's services.
import { bash, OUTSIDE, perl, PORT, refused, type AttackClass } from "../attack.ts";

const connect = (family: number, address: string): string =>
  `use Socket; socket(S, ${family}, SOCK_STREAM, 0) or exit 1; connect(S, ${address}) or exit 1`;

export const network: AttackClass = {
  title: "network",
  attacks: [
    refused("talks to the machine's loopback", bash(`: < /dev/tcp/127.0.0.1/${PORT}`)),
    refused("talks to it by another of its addresses", bash(`: < /dev/tcp/127.1.2.3/${PORT}`)),
    refused("talks to it by IPv6", bash(`: < /dev/tcp/::ffff:127.0.0.1/${PORT}`)),
    refused(
      "talks to it from Node",
      bash(`node -e 'require("net").connect(${PORT}, "127.0.0.1").on("error", () => process.exit(1))'`),
    ),
    refused("talks to the world", bash(": < /dev/tcp/192.0.2.1/80")),
    refused("asks for a name", bash("getent hosts example.com")),
    refused("asks the cloud who it is", bash(": < /dev/tcp/169.254.169.254/80")),
    refused("has a way out", bash("cat /proc/net/route | grep -v Iface | grep .")),
    refused(
      "sees who talks to whom",
      bash("cat /proc/net/tcp /proc/net/unix | grep -v -e local_address -e Num | grep ."),
    ),
    refused(
      "talks to a service by its file",
      perl(connect(1, `sockaddr_un("${OUTSIDE}/../../service.sock")`)),
    ),
    {
      ...refused(
        "talks to a service by a name without a file",
        perl(
          connect(
            1,
            `sockaddr_un("\\0pawl-attacks-${process.pid}" . "\\0" x (107 - length("pawl-attacks-${process.pid}")))`,
          ),
        ),
      ),
      known: "CVE-2020-15257",
    },
    refused(
      "talks to Docker",
      bash("ls /var/run/docker.sock /run/docker.sock /run/containerd/containerd.sock"),
    ),
    refused("talks to the desktop", bash("ls /run/dbus/system_bus_socket /run/user /tmp/.X11-unix")),
    refused(
      "talks to the machine below this one",
      perl("use Socket; socket(S, 40, SOCK_STREAM, 0) or exit 1"),
    ),
    refused("listens to all that passes", perl("socket(S, 17, 3, 768) or exit 1")),
    refused("makes the loopback its own", bash("ip addr add 192.0.2.5/24 dev lo")),
  ],
};
