import { spawn, type ChildProcess } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { keepRunning } from "../../src/cli/dev/keep-running.ts";
import { serverArguments, startServerProcess } from "../../src/cli/dev/server-process.ts";
import { prepareHome } from "../../src/cli/prepare-home.ts";
import { findTemporal } from "../../src/cli/temporal-program.ts";
import { until } from "../support/until.ts";

const folder = mkdtempSync(path.join(tmpdir(), "pawl-children-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function program(name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  chmodSync(file, 0o755);
  return file;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const sleeper = (): ChildProcess => spawn("sleep", ["60"], { detached: true, stdio: "ignore" });

describe("a kept child", () => {
  test("is started again when it is killed, with a word about it", async () => {
    const notes: string[] = [];
    const child = keepRunning({ title: "sleeper", start: sleeper, note: (note) => notes.push(note) });
    const first = child.pid();
    if (first === undefined) throw new Error("the sleeper did not start");
    process.kill(first, "SIGKILL");
    const second = await until("another process", () => {
      const pid = child.pid();
      return pid !== first && pid !== undefined && isAlive(pid) && pid;
    });
    expect(notes).toEqual(["The sleeper ended (SIGKILL); starting it again."]);
    await child.stop();
    expect(isAlive(second)).toBe(false);
  });

  test("that never comes up is given up, with how it ended", async () => {
    const start = (): ChildProcess => spawn("sh", ["-c", "exit 7"], { detached: true, stdio: "ignore" });
    const child = keepRunning({ title: "loser", start, note: () => {} });
    expect(await child.gaveUp).toBe("The loser ended 3 times at its start (exit code 7).");
  });

  test("a program that is not there is given up, not thrown", async () => {
    const start = (): ChildProcess => spawn("/nope/nothing", [], { detached: true });
    const child = keepRunning({ title: "ghost", start, note: () => {} });
    expect(await child.gaveUp).toMatch(/The ghost ended 3 times.*ENOENT/u);
  });
});

describe("the server process", () => {
  const server = {
    port: 7300,
    uiPort: 8300,
    namespace: "default",
    database: path.join(folder, "t.db"),
    logFile: path.join(folder, "t.log"),
  };

  test("listens on loopback only, with WAL and search attributes", () => {
    const words = serverArguments({ ...server, program: "temporal" });
    expect(words).toEqual(expect.arrayContaining(["--ip=127.0.0.1", "--ui-ip=127.0.0.1", "--port=7300"]));
    expect(words).toContain("--sqlite-pragma=journal_mode=wal");
    expect(words).toContain("--search-attribute=PawlStatus=Keyword");
    expect(words).not.toContain("--headless");
  });

  test("has the server's own pid and ends when our end of its stdin closes, as when we are killed", async () => {
    const pidFile = path.join(folder, "pid");
    const fake = program("fake-temporal", `#!/bin/sh\necho $$ > ${pidFile}\nexec sleep 60\n`);
    const child = startServerProcess({ ...server, program: fake }, { PATH: process.env["PATH"] });
    await until(
      "the server to start",
      () => existsSync(pidFile) && readFileSync(pidFile, "utf8").endsWith("\n"),
    );
    expect(Number(readFileSync(pidFile, "utf8"))).toBe(child.pid);
    child.stdin?.destroy();
    await until("the server to end", () => child.signalCode !== null || child.exitCode !== null);
    expect(child.signalCode).toBe("SIGTERM");
  });
});

describe("the Temporal program", () => {
  const environment = { PATH: folder };

  test("is the one that the environment names, else the one on PATH", async () => {
    const onPath = program("temporal", "#!/bin/sh\n");
    const named = program("my-temporal", "#!/bin/sh\n");
    expect(await findTemporal({ temporalBin: named, environment })).toBe(named);
    expect(await findTemporal({ temporalBin: null, environment })).toBe(onPath);
  });

  test("named wrongly is an error, not a search", async () => {
    await expect(findTemporal({ temporalBin: "/nope", environment })).rejects.toThrow(
      "PAWL_TEMPORAL_BIN: expected the Temporal program, got /nope",
    );
  });
});

describe("PAWL_HOME", () => {
  test("is made with a .gitignore that keeps all but saved scripts out of the repository", async () => {
    const home = path.join(folder, "a", ".pawl");
    await prepareHome(home);
    await prepareHome(home);
    expect(readFileSync(path.join(home, ".gitignore"), "utf8")).toBe("/*\n!/scripts/\n");
  });

  test("that cannot be made is one clear error", async () => {
    const file = program("file", "");
    await expect(prepareHome(path.join(file, "x"))).rejects.toThrow("PAWL_HOME: expected a directory");
  });
});
