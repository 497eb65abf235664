// A workspace with everything an attack could be after: a repository with a hook and settings, pawl's own data, a secret
// beside it, a process, and services that listen. All of it temporary.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
} from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { uniqueSeconds } from "../workspace/processes.ts";
import { contentOf, git, writeFiles } from "../workspace/temporary-workspace.ts";
import { OUTSIDE, PORT, SLEEP, VICTIM } from "./attack.ts";

export const CANARY = "canary-7f3a9c";
const ABSENT = [".mcp.json", ".vscode", ".idea"];
const SYSTEM = ["/pawl-was-here", "/etc/pawl-was-here", "/usr/bin/pawl-was-here"];

export type World = {
  readonly workspace: string;
  readonly outside: string;
  /** Seconds of the `sleep` that attacks of this world start. */
  readonly seconds: string;
  /** A text of an attack with this world's paths and numbers. */
  readonly fill: (text: string) => string;
  /** All that must not change: what is outside, what is protected, and that absent places stay absent. */
  readonly picture: () => unknown;
  readonly remove: () => void;
};

/** What the worlds of one test file share. */
export type Surroundings = {
  readonly victim: ChildProcess;
  readonly port: number;
  /** Of the services, TCP and local sockets. */
  readonly connections: () => number;
  readonly makeWorld: () => World;
  readonly end: () => Promise<void>;
};

export async function makeSurroundings(): Promise<Surroundings> {
  process.env["PAWL_TEST_CANARY"] = CANARY;
  let connections = 0;
  const heard = (): void => void (connections += 1);
  const root = realpathSync(mkdtempSync(join(tmpdir(), "pawl attacks-")));
  const template = join(root, "template");
  makeTemplate(template);
  const servers = [createServer(heard), createServer(heard), createServer(heard)];
  const [tcp, local, abstract] = servers as [Server, Server, Server];
  tcp.listen(0, "127.0.0.1");
  local.listen(join(root, "service.sock"));
  abstract.listen(`\0pawl-attacks-${process.pid}`);
  await Promise.all(servers.map((server) => once(server, "listening")));
  const { port } = tcp.address() as { port: number };
  const victim = spawn("sleep", [uniqueSeconds()]);
  await once(victim, "spawn");
  let made = 0;
  return {
    victim,
    port,
    connections: () => connections,
    makeWorld: () => makeWorld(join(root, String((made += 1))), template, { port, victim }),
    end: async () => {
      delete process.env["PAWL_TEST_CANARY"];
      victim.kill("SIGKILL");
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
      rmSync(root, { recursive: true, force: true });
    },
  };
}

function makeTemplate(root: string): void {
  const [workspace, outside] = [join(root, "project"), join(root, "outside")];
  mkdirSync(workspace, { recursive: true });
  writeFiles(workspace, {
    "a.txt": "a\n",
    ".claude/settings.json": "{}",
    ".pawl/temporal.db": CANARY,
    ".pawl/scripts/saved.js": "1",
  });
  git(workspace, "init", "-q", "--template=", "-b", "main");
  git(workspace, "add", "a.txt");
  git(workspace, "commit", "-q", "-m", "first");
  writeFiles(workspace, { ".git/hooks/post-checkout": "#!/bin/sh\n" });
  writeFiles(outside, { secret: CANARY });
}

type Shared = { readonly port: number; readonly victim: ChildProcess };

function makeWorld(root: string, template: string, { port, victim }: Shared): World {
  cpSync(template, root, { recursive: true });
  const [workspace, outside] = [join(root, "project"), join(root, "outside")];
  const seconds = uniqueSeconds();
  const fill = (text: string): string =>
    text
      .replaceAll(OUTSIDE, outside)
      .replaceAll(PORT, String(port))
      .replaceAll(SLEEP, seconds)
      .replaceAll(VICTIM, String(victim.pid));
  return {
    ...{ workspace, outside, seconds, fill },
    picture: () => pictureOf(workspace, outside),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

function pictureOf(workspace: string, outside: string): unknown {
  return {
    outside: contentOf(outside),
    git: contentOf(join(workspace, ".git")),
    claude: contentOf(join(workspace, ".claude")),
    pawl: contentOf(join(workspace, ".pawl")),
    there: ABSENT.filter((name) => lstatSync(join(workspace, name), { throwIfNoEntry: false }) !== undefined),
    beside: readdirSync(join(workspace, "..")),
    system: SYSTEM.filter((path) => existsSync(path)),
  };
}
